package dev.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import dev.residual.torch.GradMode;
import dev.residual.torch.GradientTape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallMapConv2dTests {

  @ParameterizedTest
  @CsvSource({
    "1, 3, 1",
    "2, 3, 1",
    "3, 3, 1",
    "1, 3, 2",
    "2, 3, 2",
    "3, 3, 2",
    "4, 3, 2",
    "1, 1, 1",
    "2, 1, 2",
    "1, 7, 2",
    "2, 7, 2",
    "3, 7, 2",
    "5, 7, 2",
    "28, 7, 2"
  })
  void outputsAndGradientsMatchFullKernel(int size, int kernel, int stride) {
    GradMode.off();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray maps = manager.randomNormal(new Shape(2, 3, size, size));
      SmallMapConv2d trimmed = new SmallMapConv2d(kernel, 4, stride, true);
      trimmed.initialize(manager, DataType.FLOAT32, maps.getShape());
      NDArray weight = trimmed.getDirectParameters().get("weight").getArray();
      NDArray bias = trimmed.getDirectParameters().get("bias").getArray();
      int padding = (kernel - 1) / 2;

      float[][] found =
          results(
              weight,
              () -> trimmed.forward(new ParameterStore(manager, false), new NDList(maps), true));
      float[][] expected =
          results(
              weight,
              () ->
                  Conv2d.conv2d(
                      maps, weight, bias, new Shape(stride, stride), new Shape(padding, padding)));

      assertThat(found[0]).containsExactly(expected[0], within(1e-5f));
      assertThat(found[1]).containsExactly(expected[1], within(1e-4f));
    }
  }

  @Test
  void forwardLeavesNoArraysInTheManager() {
    GradMode.off();
    try (NDManager manager = NDManager.newBaseManager()) {
      SmallMapConv2d trimmed = new SmallMapConv2d(3, 4, 1, true);
      trimmed.initialize(manager, DataType.FLOAT32, new Shape(2, 3, 1, 1));
      int before = manager.getManagedArrays().size();

      try (NDManager scope = manager.newSubManager()) {
        NDArray maps = scope.ones(new Shape(2, 3, 1, 1));
        trimmed.forward(new ParameterStore(manager, false), new NDList(maps), false);
      }

      assertThat(manager.getManagedArrays()).hasSize(before);
    }
  }

  private interface Forward {
    NDList run();
  }

  private static float[][] results(NDArray weight, Forward forward) {
    try (GradientTape tape = GradientTape.record()) {
      NDArray output = forward.run().singletonOrThrow();
      tape.backward(output.square().sum());
      float[] gradient = weight.getGradient().toFloatArray();
      weight.getGradient().subi(weight.getGradient());
      return new float[][] {output.toFloatArray(), gradient};
    }
  }
}
