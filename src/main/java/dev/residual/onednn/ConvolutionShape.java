package dev.residual.onednn;

import ai.djl.ndarray.types.Shape;
import java.util.Locale;

/**
 * The sizes of a convolution.
 *
 * @param in number of channels of the input
 * @param out number of channels of the output
 */
record ConvolutionShape(int in, int out, Axis rows, Axis columns) {

  /**
   * oneDNN has fast batch norms only for whole vectors of channels. For other numbers they took
   * eight to twenty times as long, and a training step twice as long as without being compiled.
   */
  private static final int VECTOR = 16;

  /**
   * Returns this convolution with whole vectors of channels. With weights and biases of zero, those
   * that are added stay zero in all maps, and so do their gradients.
   */
  ConvolutionShape aligned() {
    return new ConvolutionShape(aligned(in), aligned(out), rows, columns);
  }

  /** Returns a number of channels, rounded up to whole vectors. */
  static int aligned(int channels) {
    return (channels + VECTOR - 1) / VECTOR * VECTOR;
  }

  /** Returns the shape of the weights, (out, in, rows, columns). */
  Shape weights() {
    return new Shape(out, in, rows.taps(), columns.taps());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%dx%d with stride %d from %d to %d channels, on %dx%d pixels",
        rows.taps(),
        columns.taps(),
        rows.stride(),
        in,
        out,
        rows.size(),
        columns.size());
  }

  MapSize input(int images) {
    return new MapSize(images, in, rows.size(), columns.size());
  }

  MapSize output(int images) {
    return new MapSize(images, out, rows.outputs(), columns.outputs());
  }

  /**
   * One spatial axis of a convolution. Taps that reach only padding are left out of the kernel: for
   * a 3x3 kernel on maps of one pixel only the center tap has an effect.
   *
   * @param size number of pixels of the input
   * @param taps number of taps of the kernel
   * @param stride of the convolution
   * @param before padding before the first pixel
   * @param outputs number of pixels of the output
   * @param firstTap index of the first tap in the whole kernel
   */
  record Axis(int size, int taps, int stride, int before, int outputs, int firstTap) {

    /**
     * Returns the axis of a convolution with the same padding on both sides.
     *
     * @param shortened whether taps that reach only padding are left out
     */
    static Axis of(int size, int kernel, int stride, int padding, boolean shortened) {
      int outputs = (size + 2 * padding - kernel) / stride + 1;
      int first = shortened ? Math.max(0, padding - (outputs - 1) * stride) : 0;
      int last = shortened ? Math.min(kernel - 1, size - 1 + padding) : kernel - 1;
      return new Axis(size, last - first + 1, stride, padding - first, outputs, first);
    }

    /** Returns an axis along which nothing is convolved. */
    static Axis pointwise(int size) {
      return new Axis(size, 1, 1, 0, size, 0);
    }

    /**
     * Returns the padding after the last pixel; negative if the kernel does not reach that pixel.
     */
    int after() {
      return (outputs - 1) * stride + taps - size - before;
    }
  }
}
