package dev.residual.onednn;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.Engine;
import dev.residual.onednn.ConvolutionShape.Axis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionCheckTests {

  @BeforeEach
  void requireOneDnn() {
    Engine.getInstance(); // knows the number of threads
    assumeThat(OneDnn.unavailableReason()).isEmpty();
    OneDnn.setThreadCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 0, 6, 3, 1, 1",
    "16, 16, 6, 3, 1, 1",
    "20, 20, 2, 3, 1, 1",
    "16, 16, 1, 3, 1, 1",
    "16, 16, 7, 3, 2, 1",
    "24, 24, 7, 1, 2, 0",
    "128, 64, 4, 1, 1, 0"
  })
  void correctKernelsPass(int images, int block, int size, int kernel, int stride, int padding) {
    Axis axis = Axis.of(size, kernel, stride, padding, true);

    check(axis, axis, images, block);
  }

  /** The kernels compute another convolution than the one that is expected. */
  @ParameterizedTest
  @CsvSource({"18, 0", "18, 18"})
  void wrongResultsAreFound(int images, int block) {
    Axis shifted = new Axis(6, 3, 1, 0, 6, 0);

    assertThatExceptionOfType(OneDnnException.class)
        .isThrownBy(() -> check(shifted, Axis.of(6, 3, 1, 1, true), images, block))
        .withMessageContaining("output of a convolution of 3x3 with stride 1 from 32 to 48");
  }

  private static void check(Axis computed, Axis expected, int images, int block) {
    BatchLayout layout = new BatchLayout(images, block);
    try (NativeScope owner = new NativeScope();
        NativeScope descriptors = new NativeScope()) {
      ConvolutionKernels kernels =
          new ConvolutionKernels(
              new ConvolutionShape(32, 48, computed, computed),
              layout,
              true,
              true,
              null,
              owner,
              descriptors);
      ConvolutionCheck.require(
          new ConvolutionShape(32, 48, expected, expected), layout, true, true, true, kernels);
    }
  }
}
