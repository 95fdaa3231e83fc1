package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * The part of a square kernel whose taps reach a pixel of square maps and not only padding.
 *
 * @param size height and width of the maps
 * @param kernel number of taps along a side
 * @param stride of the convolution
 * @param fullPadding padding of the full kernel
 * @param first first tap that reaches a pixel
 * @param last last tap that reaches a pixel
 */
record EffectiveKernel(
    long size, long kernel, long stride, long fullPadding, long first, long last) {

  static EffectiveKernel of(long size, long kernel, long stride, long padding) {
    long outputs = outputs(size, kernel, stride, padding);
    long first = Math.max(0, padding - (outputs - 1) * stride);
    long last = Math.min(kernel - 1, size - 1 + padding);
    return new EffectiveKernel(size, kernel, stride, padding, first, last);
  }

  static long outputs(long size, long kernel, long stride, long padding) {
    return (size + 2 * padding - kernel) / stride + 1;
  }

  /**
   * Returns whether fewer taps, with equal padding on both sides, give the same number of outputs.
   */
  boolean isShorter() {
    long shorter = last - first + 1;
    return shorter < kernel
        && outputs(size, shorter, stride, padding()) == outputs(size, kernel, stride, fullPadding);
  }

  /** Returns the padding to use with {@link #taps}. */
  long padding() {
    return fullPadding - first;
  }

  /**
   * Returns the taps of a weight (out, in, kernel, kernel) that reach a pixel.
   *
   * @param owner owner of the result
   */
  NDArray taps(NDArray weight, NDManager owner) {
    return within(within(weight, 2, owner), 3, owner);
  }

  /**
   * Returns the taps along one axis. It splits the weight, because a slice would be one operation
   * per dimension, each with a gradient of full size.
   *
   * @param owner owner of the parts, which would otherwise stay with the manager of the weight
   */
  private NDArray within(NDArray weight, int axis, NDManager owner) {
    NDList parts = weight.split(cuts(), axis);
    parts.attach(owner);
    return parts.get(first == 0 ? 0 : 1);
  }

  private long[] cuts() {
    long end = last + 1;
    if (first == 0) {
      return new long[] {end};
    }
    return end == kernel ? new long[] {first} : new long[] {first, end};
  }
}
