package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Records the operations of this thread for gradients until it is closed. Unlike DJL's collector,
 * several threads may have one each, so that several trainings can run in one JVM.
 */
public final class GradientTape implements AutoCloseable {

  private final boolean before = JniUtils.isGradMode();

  private GradientTape() {
    JniUtils.setGradMode(true);
  }

  /** Starts recording on this thread. */
  public static GradientTape record() {
    return new GradientTape();
  }

  /**
   * Adds the derivative of {@code loss} to the gradient of each parameter, and discards the records
   * for it.
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
