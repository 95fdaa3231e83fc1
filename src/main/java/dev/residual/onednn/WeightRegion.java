package dev.residual.onednn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * The part of a convolution's weights (out, in, kernel, kernel) that a training changes, and how
 * its kernels arrange it.
 */
interface WeightRegion {

  /**
   * Returns the part of the weights in the order (out, in', rows, columns) of the kernels.
   *
   * @return a new array in the manager of {@code weights}
   */
  NDArray read(NDArray weights);

  /** Writes the part of the weights that {@link #read} returns. */
  void write(NDArray part, NDArray weights);

  /**
   * A part that is extended by zeros for channels that only the kernels have.
   *
   * @param out number of output channels of the convolution
   * @param in number of input channels of {@code region}
   * @param shape of the convolution as its kernels see it
   */
  record Aligned(WeightRegion region, int out, int in, ConvolutionShape shape)
      implements WeightRegion {

    private NDIndex used() {
      return new NDIndex("0:{}, 0:{}", out, in);
    }

    @Override
    public NDArray read(NDArray weights) {
      NDArray aligned = weights.getManager().zeros(shape.weights());
      try (NDArray part = region.read(weights)) {
        aligned.set(used(), part);
      }
      return aligned;
    }

    @Override
    public void write(NDArray part, NDArray weights) {
      try (NDArray used = part.get(used())) {
        region.write(used, weights);
      }
    }
  }

  /**
   * A square kernel without the taps that reach only padding.
   *
   * @param first index of the first tap along both axes
   * @param last index of the last tap along both axes
   */
  record Taps(int first, int last) implements WeightRegion {

    private NDIndex index() {
      return new NDIndex(":, :, {}:{}, {}:{}", first, last + 1, first, last + 1);
    }

    @Override
    public NDArray read(NDArray weights) {
      return weights.get(index());
    }

    @Override
    public void write(NDArray part, NDArray weights) {
      weights.set(index(), part);
    }
  }

  /**
   * The stem. The taps along the width become channels, because images have too few channels to
   * fill a vector. They are filled up with zeros to a multiple of eight.
   *
   * @param channels number of channels of the images
   * @param kernel number of taps along the width
   */
  record Unrolled(int channels, int kernel) implements WeightRegion {

    private static final int MULTIPLE = 8;

    /** Returns the number of channels that the kernels see. */
    int width() {
      return (channels * kernel + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    }

    private NDIndex used() {
      return new NDIndex(":, 0:{}", channels * kernel);
    }

    @Override
    public NDArray read(NDArray weights) {
      long out = weights.getShape().get(0);
      NDArray part = weights.getManager().zeros(new Shape(out, width(), kernel, 1));
      try (NDArray swapped = weights.transpose(0, 1, 3, 2);
          NDArray flat = swapped.reshape(out, (long) channels * kernel, kernel, 1)) {
        part.set(used(), flat);
      }
      return part;
    }

    @Override
    public void write(NDArray part, NDArray weights) {
      try (NDArray used = part.get(used());
          NDArray unrolled = used.reshape(part.getShape().get(0), channels, kernel, kernel);
          NDArray square = unrolled.transpose(0, 1, 3, 2)) {
        weights.set(new NDIndex("..."), square);
      }
    }
  }
}
