package dev.residual.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * A square convolution that is quick on small maps too, with the same result. It leaves out those
 * taps of its kernel that only ever meet padding: of a 3x3 kernel on maps of one pixel only the
 * centre does anything, but all nine cost, most of all in the gradient of the weight. And where
 * that pays it lays the maps {@link SideBySide}.
 */
final class SmallMapConv2d extends Conv2d {

  /** Taps from the first to the last one that meets a pixel, and the padding that is left. */
  private record Reach(long first, long last, long padding) {

    static Reach of(long size, long kernel, long stride, long padding) {
      long outputs = outputs(size, kernel, stride, padding);
      long first = Math.max(0, padding - (outputs - 1) * stride);
      long last = Math.min(kernel - 1, size - 1 + padding);
      return new Reach(first, last, padding - first);
    }

    static long outputs(long size, long kernel, long stride, long padding) {
      return (size + 2 * padding - kernel) / stride + 1;
    }

    long kernel() {
      return last - first + 1;
    }
  }

  SmallMapConv2d(int kernel, int filters, int stride, boolean bias) {
    super(
        Conv2d.builder()
            .setKernelShape(new Shape(kernel, kernel))
            .setFilters(filters)
            .optStride(new Shape(stride, stride))
            .optPadding(new Shape((kernel - 1) / 2, (kernel - 1) / 2))
            .optDilation(new Shape(1, 1))
            .optBias(bias));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    NDArray maps = inputs.singletonOrThrow();
    Device device = maps.getDevice();
    NDArray kernel = store.getValue(weight, device, training);
    NDArray offset = store.getValue(bias, device, training);
    long size = maps.getShape().get(2);
    Reach reach = Reach.of(size, kernelShape.get(0), stride.get(0), padding.get(0));
    if (maps.getShape().get(3) != size || !isTrimmed(size, reach)) {
      return convolve(maps, kernel, offset, padding.get(0), training);
    }
    NDArray rows = within(kernel, reach, 2, maps.getManager());
    NDArray taps = within(rows, reach, 3, maps.getManager());
    return convolve(maps, taps, offset, reach.padding(), training);
  }

  private NDList convolve(
      NDArray maps, NDArray kernel, @Nullable NDArray offset, long padding, boolean training) {
    SideBySide wide = new SideBySide(kernel.getShape().get(2), stride.get(0), padding);
    return training && wide.pays(maps)
        ? new NDList(wide.conv2d(maps, kernel, offset))
        : conv2d(maps, kernel, offset, stride, new Shape(padding, padding));
  }

  /**
   * Split, since a slice is one for each dimension, and the gradient of each is of full size.
   *
   * @param owner of the parts, which would else stay with the kernel
   */
  private static NDArray within(NDArray kernel, Reach reach, int axis, NDManager owner) {
    long first = reach.first();
    long end = reach.last() + 1;
    NDList parts = kernel.split(cuts(first, end, kernel.getShape().get(axis)), axis);
    parts.attach(owner);
    return parts.get(first == 0 ? 0 : 1);
  }

  private static long[] cuts(long first, long end, long length) {
    if (first == 0) {
      return new long[] {end};
    }
    return end == length ? new long[] {first} : new long[] {first, end};
  }

  /** Whether fewer taps, with padding alike on both sides, give as many outputs. */
  private boolean isTrimmed(long size, Reach reach) {
    long kernel = kernelShape.get(0);
    return reach.kernel() < kernel
        && Reach.outputs(size, reach.kernel(), stride.get(0), reach.padding())
            == Reach.outputs(size, kernel, stride.get(0), padding.get(0));
  }
}
