package dev.residual.onednn;

import ai.djl.ndarray.types.Shape;
import dev.residual.nn.FoldedResNet.Conv;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weights of one convolution in each layout that a kernel needs. The layout depends on the
 * number of images.
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
   * Copies the bias. The weights are copied when a kernel first needs them.
   *
   * @param conv is read only while kernels are created
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

  /** Returns the size of the output for some feature maps. */
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

  Descriptor inAnyLayout(NativeScope temporary) {
    return Descriptor.any(temporary, precision, sizes);
  }

  /** Returns a memory object with the weights in a layout. */
  long in(Descriptor layout) {
    return packed.stream()
        .filter(each -> each.layout().is(layout))
        .findFirst()
        .orElseGet(() -> pack(layout))
        .memory();
  }

  private Packed pack(Descriptor layout) {
    NativeBuffer target = owner.own(new NativeBuffer(layout.bytes()));
    Packed result = new Packed(layout, owner.memory(layout, target.address()));
    try (NativeScope temporary = new NativeScope()) {
      Descriptor plain = Descriptor.plain(temporary, sizes);
      NativeBuffer source = temporary.own(new NativeBuffer(plain.bytes()));
      write(conv.weight().toFloatArray(), source);
      MapSize size = MapSize.of(Math.toIntExact(sizes[0]), new Shape(sizes));
      Tensor from = new Tensor(size, plain);
      Tensor to = new Tensor(size, layout);
      Step reorder = new Primitives(temporary).reorder(from, to);
      long stream = temporary.stream();
      Map<Tensor, Long> addresses = Map.of(from, source.address(), to, target.address());
      NativeBuffer scratchpad =
          temporary.own(new NativeBuffer(reorder.scratchpad().map(Descriptor::bytes).orElse(0L)));
      new PreparedCall(reorder, addresses::get, scratchpad.address(), temporary).run(stream);
    }
    packed.add(result);
    return result;
  }

  private static void write(float[] values, NativeBuffer block) {
    block.pointer().write(0, values, 0, values.length);
  }
}
