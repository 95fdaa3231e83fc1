package dev.residual.onednn;

import ai.djl.ndarray.types.Shape;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weights of one convolution in each layout that some kernel wants; which one that is depends
 * on the number of images.
 */
final class Weights {

  private record Packed(Descriptor layout, long memory) {}

  private final Conv conv;
  private final Precision precision;
  private final NativeScope owner;
  private final long[] sizes;
  private final Descriptor biasLayout;
  private final long bias;
  private final List<Packed> packed = new ArrayList<>();

  /**
   * @param conv is only read while kernels are made
   */
  Weights(Conv conv, Precision precision, NativeScope owner) {
    this.conv = conv;
    this.precision = precision;
    this.owner = owner;
    sizes = conv.weight().getShape().getShape();
    biasLayout = Descriptor.plain(owner, sizes[0]);
    NativeBuffer block = owner.own(new NativeBuffer(biasLayout.bytes()));
    write(conv.bias().toFloatArray(), block);
    bias = owner.memory(biasLayout, block.address());
  }

  int stride() {
    return conv.stride();
  }

  int padding() {
    return conv.padding();
  }

  /** What it makes of feature maps. */
  MapSize output(MapSize input) {
    Shape shape = conv.output(input.shape());
    return MapSize.of(input.images(), shape);
  }

  Descriptor biasLayout() {
    return biasLayout;
  }

  long bias() {
    return bias;
  }

  Descriptor inAnyLayout(NativeScope passing) {
    return Descriptor.any(passing, precision, sizes);
  }

  /** Memory with the weights in a layout. */
  long in(Descriptor layout) {
    return packed.stream()
        .filter(each -> each.layout().is(layout))
        .findFirst()
        .orElseGet(() -> pack(layout))
        .memory();
  }

  private Packed pack(Descriptor layout) {
    NativeBuffer target = owner.own(new NativeBuffer(layout.bytes()));
    Packed made = new Packed(layout, owner.memory(layout, target.address()));
    try (NativeScope passing = new NativeScope()) {
      Descriptor plain = Descriptor.plain(passing, sizes);
      NativeBuffer source = passing.own(new NativeBuffer(plain.bytes()));
      write(conv.weight().toFloatArray(), source);
      MapSize size = MapSize.of(Math.toIntExact(sizes[0]), new Shape(sizes));
      Tensor from = new Tensor(size, plain);
      Tensor to = new Tensor(size, layout);
      Step reorder = new Primitives(passing).reorder(from, to);
      long stream = Streams.open(passing);
      Map<Tensor, Long> addresses = Map.of(from, source.address(), to, target.address());
      NativeBuffer scratch =
          passing.own(new NativeBuffer(reorder.scratch().map(Descriptor::bytes).orElse(0L)));
      new PreparedCall(reorder, addresses::get, scratch.address(), passing).run(stream);
    }
    packed.add(made);
    return made;
  }

  private static void write(float[] values, NativeBuffer block) {
    block.pointer().write(0, values, 0, values.length);
  }
}
