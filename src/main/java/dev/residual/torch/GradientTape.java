package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Records on this thread what a network computes until it is closed. Unlike DJL's collector, any
 * number of threads may have one each, so that several trainings run in one JVM.
 */
public final class GradientTape implements AutoCloseable {

  private final boolean before = JniUtils.isGradMode();

  private GradientTape() {
    JniUtils.setGradMode(true);
  }

  public static GradientTape record() {
    return new GradientTape();
  }

  /**
   * Adds to each parameter's gradient the derivative of {@code loss}; what was recorded for it is
   * then forgotten.
   *
   * @param loss a scalar
   */
  public void backward(NDArray loss) {
    try (NDArray one = loss.onesLike()) {
      JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
    }
  }

  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
