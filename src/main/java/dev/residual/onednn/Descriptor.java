package dev.residual.onednn;

import dev.residual.torch.Precision;
import java.util.function.ToIntFunction;

/** A memory descriptor of oneDNN, which says how a tensor is laid out in memory. */
record Descriptor(long handle) {

  // dnnl_data_type_t
  private static final int BF16 = 2;
  private static final int F32 = 3;

  // dnnl_format_tag_t
  private static final int ANY = 1;

  /** Returns a dense row-major layout of fp32 values. */
  static Descriptor plain(NativeScope owner, long... sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strided(owner, sizes, Precision.FP32, strides);
  }

  /** Returns the layout of feature maps whose channels are the innermost dimension. */
  static Descriptor channelsLast(NativeScope owner, MapSize size, Precision precision) {
    long row = (long) size.width() * size.channels();
    long[] strides = {size.height() * row, 1, row, size.channels()};
    return strided(owner, size.dimensions(), precision, strides);
  }

  /** Returns a descriptor that leaves the choice of the layout to the kernel. */
  static Descriptor any(NativeScope owner, Precision precision, long... sizes) {
    return of(
        owner, out -> Dnnl.memoryDescCreateWithTag(out, sizes.length, sizes, type(precision), ANY));
  }

  /** Returns a copy of a descriptor that has another owner. */
  static Descriptor copyOf(NativeScope owner, long handle) {
    return of(owner, out -> Dnnl.memoryDescClone(out, handle));
  }

  /** Returns a layout of which a part is used, without copying. */
  Descriptor part(NativeScope owner, long[] sizes, long[] offsets) {
    return of(owner, out -> Dnnl.memoryDescCreateSubmemory(out, handle, sizes, offsets));
  }

  /**
   * Returns a layout with given distances between values.
   *
   * @param sizes number of values of each dimension
   * @param strides distance of neighbors of each dimension, in values
   */
  static Descriptor strided(NativeScope owner, long[] sizes, Precision precision, long[] strides) {
    return of(
        owner,
        out ->
            Dnnl.memoryDescCreateWithStrides(out, sizes.length, sizes, type(precision), strides));
  }

  private static Descriptor of(NativeScope owner, ToIntFunction<long[]> function) {
    return new Descriptor(
        owner.own(
            Status.create("to create a memory descriptor", function), Dnnl::memoryDescDestroy));
  }

  private static int type(Precision precision) {
    return precision == Precision.BF16 ? BF16 : F32;
  }

  boolean is(Descriptor other) {
    return Dnnl.memoryDescEqual(handle, other.handle) == 1;
  }

  long bytes() {
    return Dnnl.memoryDescGetSize(handle);
  }
}
