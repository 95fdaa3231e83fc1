package dev.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.residual.torch.GradMode;
import dev.residual.torch.GradientTape;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Expected values come from Debian's PyTorch 1.13 in double precision: {@code torch.optim.Adam([w],
 * lr=0.1, weight_decay=wd)} on w = [1, -2] with gradients [0.5, 0.25], [-1, 0.25], [1e-9, 4].
 */
class AdamTests {

  private static final float[][] GRADIENTS = {{0.5f, 0.25f}, {-1, 0.25f}, {1e-9f, 4}};

  @Test
  void threeStepsEqualPyTorchs() {
    assertThat(weightsAfter(0)).containsExactly(new float[] {0.964910f, -2.27043f}, within(1e-5f));
  }

  @Test
  void weightDecayIsAddedToTheGradientAsInPyTorch() {
    assertThat(weightsAfter(0.1))
        .containsExactly(new float[] {0.939315f, -2.26398f}, within(1e-5f));
  }

  private static float[] weightsAfter(double weightDecay) {
    GradMode.off();
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter weight =
          Parameter.builder()
              .setName("weight")
              .setType(Parameter.Type.WEIGHT)
              .optArray(manager.create(new float[] {1, -2}))
              .build();
      weight.getArray().setRequiresGradient(true);
      Adam adam = new Adam(new OptimizerSpec("adam", 0.1, weightDecay), List.of(weight), manager);
      for (float[] gradient : GRADIENTS) {
        backward(weight.getArray(), manager.create(gradient));
        adam.step();
      }
      return weight.getArray().toFloatArray();
    }
  }

  /** The derivative of sum(weight x gradient) is the gradient. */
  private static void backward(NDArray weight, NDArray gradient) {
    try (GradientTape tape = GradientTape.record()) {
      tape.backward(weight.mul(gradient).sum());
    }
  }
}
