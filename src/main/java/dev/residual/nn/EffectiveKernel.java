package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Which taps of a square kernel ever meet a pixel of square maps, and not only padding.
 *
 * @param size of the maps
 * @param kernel taps of a side
 * @param stride of the convolution
 * @param whole its padding
 * @param first tap that does
 * @param last tap that does
 */
record EffectiveKernel(long size, long kernel, long stride, long whole, long first, long last) {

  static EffectiveKernel of(long size, long kernel, long stride, long padding) {
    long outputs = outputs(size, kernel, stride, padding);
    long first = Math.max(0, padding - (outputs - 1) * stride);
    long last = Math.min(kernel - 1, size - 1 + padding);
    return new EffectiveKernel(size, kernel, stride, padding, first, last);
  }

  static long outputs(long size, long kernel, long stride, long padding) {
    return (size + 2 * padding - kernel) / stride + 1;
  }

  /** Whether fewer taps, with padding alike on both sides, give as many outputs. */
  boolean isShorter() {
    long shorter = last - first + 1;
    return shorter < kernel
        && outputs(size, shorter, stride, padding()) == outputs(size, kernel, stride, whole);
  }

  /** That goes with {@link #taps}. */
  long padding() {
    return whole - first;
  }

  /**
   * The taps that do of a weight (out, in, kernel, kernel).
   *
   * @param owner of the answer
   */
  NDArray taps(NDArray weight, NDManager owner) {
    return within(within(weight, 2, owner), 3, owner);
  }

  /**
   * Split, since a slice is one for each dimension, and the gradient of each is of full size.
   *
   * @param owner of the parts, which would else stay with the kernel
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
