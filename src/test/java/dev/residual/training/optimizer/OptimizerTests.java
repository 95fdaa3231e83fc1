package dev.residual.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.ComputeMode;
import dev.residual.torch.GradMode;
import dev.residual.torch.GradientTape;
import dev.residual.torch.Precision;
import dev.residual.torch.TrainableTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Expected values come from Debian's PyTorch 1.13 in double precision: {@code torch.optim.Adam},
 * {@code AdamW} and {@code SGD} at a learning rate of 0.1 on two parameter groups, w = [[1, -2]]
 * with the weight decay and b = [0.5, 1.5] without, both with gradients [0.5, 0.25], [-1, 0.25],
 * [1e-9, 4] in three steps.
 */
class OptimizerTests {

  /** The two implementations of updates, which must give the same results. */
  enum Kernels {
    PLAIN,
    FUSED
  }

  private static final float[][] GRADIENTS = {{0.5f, 0.25f}, {-1, 0.25f}, {1e-9f, 4}};

  @ParameterizedTest
  @EnumSource
  void adamAddsTheDecayToTheGradient(Kernels kernels) {
    assertThat(after(kernels, new OptimizerSpec("adam", 0.1, 0.1)))
        .containsExactly(floats(0.9393155, -2.2639774, 0.4649103, 1.2295655), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  void adamwSubtractsTheDecayFromTheWeight(Kernels kernels) {
    assertThat(after(kernels, new OptimizerSpec("adamw", 0.1, 0.1)))
        .containsExactly(floats(0.9368332, -2.2080425, 0.4649103, 1.2295655), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  void adamAndAdamwAreEqualWithoutDecay(Kernels kernels) {
    float[] expected = floats(0.9649103, -2.2704345, 0.4649103, 1.2295655);

    assertThat(after(kernels, new OptimizerSpec("adam", 0.1, 0)))
        .containsExactly(expected, within(1e-5f));
    assertThat(after(kernels, new OptimizerSpec("adamw", 0.1, 0)))
        .containsExactly(expected, within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  void sgdSubtractsTheGradient(Kernels kernels) {
    assertThat(after(kernels, sgd(0, false)))
        .containsExactly(floats(1.0202940, -2.3898505, 0.55, 1.05), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  void sgdWithMomentumKeepsAVelocity(Kernels kernels) {
    assertThat(after(kernels, sgd(0.9, false)))
        .containsExactly(floats(0.9997740, -2.4028105, 0.5545, 0.98475), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  void sgdWithNesterovMomentumLooksAhead(Kernels kernels) {
    assertThat(after(kernels, sgd(0.9, true)))
        .containsExactly(floats(1.0214486, -2.7520530, 0.5990500, 0.5862750), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreClippedByTheirCommonNorm(Kernels kernels) {
    assertThat(after(kernels, new OptimizerSpec("sgd", 0.1, 0, 0.0, false), 1.0))
        .containsExactly(floats(1.0185994, -2.1128605, 0.5185994, 1.3871395), within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreZeroAfterAStepWhateverTheyWere(Kernels kernels) {
    GradMode.off();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = manager.create(new float[] {1, -2}, new Shape(1, 2));
      NDArray bias = manager.create(new float[] {0.5f, 1.5f});
      Map<String, Parameter> state = Map.of("weight", parameter(weight), "bias", parameter(bias));
      LearningRateSchedule schedule = LearningRateSchedule.of(Recipes.ARTICLE, 1);
      try (Optimizer optimizer =
          new Optimizer(Recipes.ARTICLE, schedule, tensors(state), mode(kernels), manager)) {
        backward(weight, bias, manager.create(new float[] {Float.NaN, 4}));
        optimizer.step();
      }
      assertThat(weight.getGradient().toFloatArray()).containsExactly(0, 0);
      assertThat(bias.getGradient().toFloatArray()).containsExactly(0, 0);
    }
  }

  /** Each layer has a gradient of 1 in three steps, the first of which is frozen. */
  @ParameterizedTest
  @EnumSource
  void lowerLayersLearnMoreSlowlyAndLater(Kernels kernels) {
    GradMode.off();
    Recipe recipe =
        Recipes.change(Recipes.ARTICLE)
            .set("optimizer", new OptimizerSpec("sgd", 0.1, 0, 0.0, false))
            .set("layerDecay", 0.5)
            .toRecipe();
    LearningRateSchedule constant = new LearningRateSchedule(recipe.schedule(), 0.1, 1, 3, 1);
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, Parameter> state = new LinkedHashMap<>();
      for (String name :
          List.of("conv1.weight", "layer1.0.bn1.weight", "layer2.0.conv1.weight", "fc.bias")) {
        state.put(name, parameter(manager.create(new float[] {1})));
      }
      try (Optimizer optimizer =
          new Optimizer(recipe, constant, tensors(state), mode(kernels), manager)) {
        for (int step = 0; step < 3; step++) {
          try (GradientTape tape = GradientTape.record()) {
            boolean frozen = step == 0;
            NDArray sum =
                state.entrySet().stream()
                    .filter(entry -> !frozen || entry.getKey().startsWith("fc."))
                    .map(entry -> entry.getValue().getArray())
                    .reduce(NDArray::add)
                    .orElseThrow();
            tape.backward(sum.sum());
          }
          optimizer.step();
        }
      }
      assertThat(state.values())
          .extracting(parameter -> parameter.getArray().getFloat(0))
          .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1)
          .containsExactly(0.975f, 0.95f, 0.9f, 0.7f);
    }
  }

  private static List<TrainableTensor> tensors(Map<String, Parameter> state) {
    return state.entrySet().stream()
        .map(entry -> TrainableTensor.taped(entry.getKey(), entry.getValue().getArray()))
        .toList();
  }

  private static OptimizerSpec sgd(double momentum, boolean nesterov) {
    return new OptimizerSpec("sgd", 0.1, 0.1, momentum, nesterov);
  }

  private static float[] floats(double... values) {
    float[] converted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      converted[i] = (float) values[i];
    }
    return converted;
  }

  private static float[] after(Kernels kernels, OptimizerSpec spec) {
    return after(kernels, spec, null);
  }

  private static float[] after(Kernels kernels, OptimizerSpec spec, @Nullable Double maxGradNorm) {
    GradMode.off();
    Recipe recipe =
        Recipes.change(Recipes.ARTICLE)
            .set("optimizer", spec)
            .set("maxGradNorm", maxGradNorm)
            .toRecipe();
    LearningRateSchedule constant =
        new LearningRateSchedule(recipe.schedule(), spec.learningRate(), 0, 1, 10);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = manager.create(new float[] {1, -2}, new Shape(1, 2));
      NDArray bias = manager.create(new float[] {0.5f, 1.5f});
      Map<String, Parameter> state = new LinkedHashMap<>();
      state.put("weight", parameter(weight));
      state.put("bias", parameter(bias));
      try (Optimizer optimizer =
          new Optimizer(recipe, constant, tensors(state), mode(kernels), manager)) {
        for (float[] gradient : GRADIENTS) {
          backward(weight, bias, manager.create(gradient));
          optimizer.step();
        }
      }
      return weight.concat(bias.reshape(1, 2)).toFloatArray();
    }
  }

  private static ComputeMode mode(Kernels kernels) {
    String fused = kernels == Kernels.FUSED ? "on" : "off";
    return new ComputeMode(
        new ComputeDevice(
            "cpu", ComputeDevice.Kind.CPU, 1, 0, Map.of(Acceleration.FUSED_UPDATES, fused)),
        Precision.FP32);
  }

  private static Parameter parameter(NDArray array) {
    array.setRequiresGradient(true);
    return Parameter.builder()
        .setName("parameter")
        .setType(Parameter.Type.WEIGHT)
        .optArray(array)
        .build();
  }

  /** Sets the gradients: the derivative of sum(parameter x gradient) is the gradient. */
  private static void backward(NDArray weight, NDArray bias, NDArray gradient) {
    try (GradientTape tape = GradientTape.record()) {
      tape.backward(weight.mul(gradient).sum().add(bias.mul(gradient).sum()));
    }
  }
}
