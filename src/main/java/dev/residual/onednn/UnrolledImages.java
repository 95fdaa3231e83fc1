package dev.residual.onednn;

import ai.djl.ndarray.types.Shape;
import dev.residual.nn.NetworkOutline.Conv;
import dev.residual.onednn.ConvolutionShape.Axis;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of a batch in bf16, whose pixels under the taps along the width lie next to each other
 * as channels. Images have one or three channels, which would leave most of a vector empty.
 */
final class UnrolledImages {

  /** A copy of the pixels under one tap, whose source lies at an offset in the images. */
  private record Copy(PreparedCall call, long source, long offset) {}

  private final WeightRegion.Unrolled region;
  private final ConvolutionShape shape;
  private final MapSize size;
  private final long memory;
  private final NativeBuffer buffer;
  private final List<Copy> copies = new ArrayList<>();

  /**
   * Allocates the memory, which is zero where taps reach only padding.
   *
   * @param stem the convolution that reads the images
   */
  UnrolledImages(Conv stem, int images, NativeScope owner) {
    int channels = (int) stem.weight().get(1);
    int kernel = (int) stem.weight().get(2);
    region = new WeightRegion.Unrolled(channels, kernel);
    Axis rows = Axis.of((int) stem.input().get(2), kernel, stem.stride(), stem.padding(), false);
    Axis columns = Axis.of((int) stem.input().get(3), kernel, stem.stride(), stem.padding(), false);
    shape =
        new ConvolutionShape(
            region.width(),
            ConvolutionShape.aligned((int) stem.weight().get(0)),
            rows,
            Axis.pointwise(columns.outputs()));
    size = MapSize.of(images, new Shape(images, channels, rows.size(), columns.size()));
    Tensor unrolled = BatchLayout.channelsLast(images).tensor(shape.input(images), owner);
    buffer = owner.own(new NativeBuffer(unrolled.layout().bytes()));
    buffer.pointer().clear(unrolled.layout().bytes());
    memory = owner.memory(unrolled.layout(), buffer.address());
    for (int tap = 0; tap < kernel; tap++) {
      addCopies(tap, columns, owner);
    }
  }

  private void addCopies(int tap, Axis columns, NativeScope owner) {
    int stride = columns.stride();
    int shift = tap - columns.before();
    int first = Math.max(0, -Math.floorDiv(shift, stride));
    int last = Math.min(columns.outputs() - 1, Math.floorDiv(size.width() - 1 - shift, stride));
    int count = last - first + 1;
    // oneDNN takes no layout in which a row times its stride is longer than the distance of rows.
    int whole = Math.min(count, size.width() / stride);
    if (whole > 0) {
      addCopy(tap, first, whole, shift, stride, owner);
    }
    if (count > whole) {
      addCopy(tap, first + whole, count - whole, shift, stride, owner);
    }
  }

  private void addCopy(int tap, int first, int count, int shift, int stride, NativeScope owner) {
    long plane = (long) size.height() * size.width();
    long[] sizes = {size.images(), size.channels(), size.height(), count};
    Descriptor from =
        Descriptor.strided(
            owner,
            sizes,
            Precision.FP32,
            new long[] {size.channels() * plane, plane, size.width(), stride});
    long pixel = shape.in();
    long row = shape.columns().size() * pixel;
    Descriptor to =
        Descriptor.strided(
            owner,
            sizes,
            Precision.BF16,
            new long[] {size.height() * row, region.kernel(), row, pixel});
    long source = owner.memory(from, buffer.address());
    long target = owner.memory(to, buffer.address() + Short.BYTES * (tap + first * pixel));
    Step step = new Primitives(owner).reorder(from, source, to, target);
    NativeBuffer scratchpad =
        owner.own(new NativeBuffer(step.scratchpad().map(Descriptor::bytes).orElse(0L)));
    copies.add(
        new Copy(
            new PreparedCall(step, tensor -> 0, scratchpad.address(), owner),
            source,
            (long) Float.BYTES * (first * stride + shift)));
  }

  WeightRegion.Unrolled region() {
    return region;
  }

  /** Returns the sizes of the convolution of the unrolled images. */
  ConvolutionShape shape() {
    return shape;
  }

  /** Returns the memory object of the unrolled images, in the layout (n, h, w, c). */
  long memory() {
    return memory;
  }

  /**
   * Unrolls images.
   *
   * @param address of fp32 values (n, channels, h, w)
   */
  void copy(long address, long stream) {
    for (Copy copy : copies) {
      Status.require(
          Dnnl.memorySetDataHandle(copy.source(), address + copy.offset()), "to set an address");
      copy.call().run(stream);
    }
  }
}
