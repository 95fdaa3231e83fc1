package dev.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import dev.residual.torch.GradMode;
import dev.residual.torch.GradientTape;
import dev.residual.torch.VerifiedOneDnn;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchTilingTests {

  @BeforeAll
  static void correctCacheSizes() {
    VerifiedOneDnn.load();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 1, 1",
    "2, 3, 1, 1",
    "3, 3, 1, 1",
    "3, 3, 2, 1",
    "4, 3, 2, 1",
    "5, 3, 2, 1",
    "6, 3, 2, 1",
    "1, 1, 1, 0",
    "2, 2, 2, 0",
    "2, 1, 2, 0",
    "3, 1, 2, 0",
    "6, 1, 2, 0",
    "3, 7, 2, 3",
    "6, 7, 2, 3"
  })
  void outputsAndGradientsMatchUntiledConvolution(int size, int kernel, int stride, int padding) {
    GradMode.off();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray maps = manager.randomNormal(new Shape(5, 3, size, size));
      NDArray weights = manager.randomNormal(new Shape(4, 3, kernel, kernel));
      NDArray bias = manager.randomNormal(new Shape(4));
      List<NDArray> leaves = List.of(maps, weights, bias);
      BatchTiling tiling = new BatchTiling(kernel, stride, padding);

      List<float[]> found = results(leaves, () -> tiling.conv2d(maps, weights, bias));
      List<float[]> expected =
          results(
              leaves,
              () ->
                  Conv2d.conv2d(
                          maps,
                          weights,
                          bias,
                          new Shape(stride, stride),
                          new Shape(padding, padding))
                      .singletonOrThrow());

      for (int i = 0; i < expected.size(); i++) {
        assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-3f));
      }
    }
  }

  @Test
  void isNotUsedForFp32() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(new BatchTiling(3, 1, 1).isFaster(manager.ones(new Shape(5, 3, 3, 3)))).isFalse();
    }
  }

  /** Returns the outputs and then the gradients of the leaves. */
  private static List<float[]> results(List<NDArray> leaves, Supplier<NDArray> convolution) {
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    try (GradientTape tape = GradientTape.record()) {
      NDArray outputs = convolution.get();
      tape.backward(outputs.square().sum());
      List<float[]> results =
          Stream.concat(Stream.of(outputs), leaves.stream().map(NDArray::getGradient))
              .map(NDArray::toFloatArray)
              .toList();
      leaves.forEach(leaf -> leaf.getGradient().subi(leaf.getGradient()));
      return results;
    }
  }
}
