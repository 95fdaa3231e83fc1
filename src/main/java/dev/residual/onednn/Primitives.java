package dev.residual.onednn;

import dev.residual.onednn.Step.ExecArgument;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Creates steps from oneDNN's primitives. */
final class Primitives {

  // dnnl_prop_kind_t, dnnl_alg_kind_t, dnnl_scratchpad_mode_t, dnnl_query_t, dnnl_data_type_t
  private static final int INFERENCE = 96;
  private static final int DIRECT = 1;
  private static final int MAX = 0x1ff;
  private static final int RELU = 0x20;
  private static final int USER_SCRATCHPAD = 1;
  private static final int WEIGHTS = 131;
  private static final int SCRATCHPAD = 136;
  private static final int SAME_TYPE = 0;

  private static final long[] NOT_DILATED = {0, 0};

  private final NativeScope owner;

  Primitives(NativeScope owner) {
    this.owner = owner;
  }

  /** Returns a step that copies a tensor to another layout. */
  Step reorder(Tensor from, Tensor to) {
    return reorder(
        from.layout(),
        to.layout(),
        Map.of(ExecArgument.SOURCE, from, ExecArgument.TARGET, to),
        Map.of());
  }

  /** Returns a step that copies a tensor to memory in another layout. */
  Step reorder(Tensor from, Descriptor layout, long memory) {
    return reorder(
        from.layout(),
        layout,
        Map.of(ExecArgument.SOURCE, from),
        Map.of(ExecArgument.TARGET, memory));
  }

  /** Returns a step that copies memory in another layout to a tensor. */
  Step reorder(Descriptor layout, long memory, Tensor to) {
    return reorder(
        layout, to.layout(), Map.of(ExecArgument.TARGET, to), Map.of(ExecArgument.SOURCE, memory));
  }

  /** Returns a step that copies memory to memory in another layout. */
  Step reorder(Descriptor from, long source, Descriptor to, long target) {
    return reorder(
        from, to, Map.of(), Map.of(ExecArgument.SOURCE, source, ExecArgument.TARGET, target));
  }

  private Step reorder(
      Descriptor from, Descriptor to, Map<Integer, Tensor> tensors, Map<Integer, Long> constants) {
    try (NativeScope temporary = new NativeScope()) {
      long attributes = attributes(temporary, false, false);
      long engine = OneDnn.engine();
      long descriptor =
          descriptor(
              temporary,
              out ->
                  Dnnl.reorderPrimitiveDescCreate(
                      out, from.handle(), engine, to.handle(), engine, attributes));
      return step(descriptor, tensors, constants);
    }
  }

  /**
   * Returns a step that writes convolution(x) + bias to {@code to}.
   *
   * @param accumulate whether the previous content of {@code to} is added
   * @param relu whether a ReLU is applied last
   */
  Step convolution(Tensor x, Weights weights, Tensor to, boolean accumulate, boolean relu) {
    try (NativeScope temporary = new NativeScope()) {
      long attributes = attributes(temporary, accumulate, relu);
      long[] stride = {weights.stride(), weights.stride()};
      long[] padding = {weights.padding(), weights.padding()};
      long weightsLayout = weights.inAnyLayout(temporary).handle();
      long descriptor =
          descriptor(
              temporary,
              out ->
                  Dnnl.convolutionForwardPrimitiveDescCreate(
                      out,
                      OneDnn.engine(),
                      INFERENCE,
                      DIRECT,
                      x.layout().handle(),
                      weightsLayout,
                      weights.biasLayout().handle(),
                      to.layout().handle(),
                      stride,
                      NOT_DILATED,
                      padding,
                      padding,
                      attributes));
      long packed =
          weights.in(Descriptor.copyOf(owner, Dnnl.primitiveDescQueryMd(descriptor, WEIGHTS, 0)));
      return step(
          descriptor,
          Map.of(ExecArgument.SOURCE, x, ExecArgument.TARGET, to),
          Map.of(ExecArgument.WEIGHTS, packed, ExecArgument.BIAS, weights.bias()));
    }
  }

  /** Returns a step that writes the max pool of {@code x} to {@code to}. */
  Step maxPool(Tensor x, Tensor to, int kernel, int stride, int padding) {
    try (NativeScope temporary = new NativeScope()) {
      long attributes = attributes(temporary, false, false);
      long descriptor =
          descriptor(
              temporary,
              out ->
                  Dnnl.poolingForwardPrimitiveDescCreate(
                      out,
                      OneDnn.engine(),
                      INFERENCE,
                      MAX,
                      x.layout().handle(),
                      to.layout().handle(),
                      new long[] {stride, stride},
                      new long[] {kernel, kernel},
                      NOT_DILATED,
                      new long[] {padding, padding},
                      new long[] {padding, padding},
                      attributes));
      return step(descriptor, Map.of(ExecArgument.SOURCE, x, ExecArgument.TARGET, to), Map.of());
    }
  }

  Step step(long descriptor, Map<Integer, Tensor> tensors, Map<Integer, Long> constants) {
    long primitive =
        owner.own(
            Status.create("to create a kernel", out -> Dnnl.primitiveCreate(out, descriptor)),
            Dnnl::primitiveDestroy);
    Descriptor scratchpad =
        Descriptor.copyOf(owner, Dnnl.primitiveDescQueryMd(descriptor, SCRATCHPAD, 0));
    return new Step(
        primitive,
        tensors,
        constants,
        scratchpad.bytes() > 0 ? Optional.of(scratchpad) : Optional.empty());
  }

  static long descriptor(NativeScope temporary, ToIntFunction<long[]> function) {
    return temporary.own(Status.create("to select a kernel", function), Dnnl::primitiveDescDestroy);
  }

  /**
   * Returns the attributes of a kernel. The caller provides the scratchpad, so that several threads
   * may run the kernel at once.
   */
  static long attributes(NativeScope temporary, boolean accumulate, boolean relu) {
    long attributes =
        temporary.own(
            Status.create("to create attributes", Dnnl::primitiveAttrCreate),
            Dnnl::primitiveAttrDestroy);
    Status.require(
        Dnnl.primitiveAttrSetScratchpadMode(attributes, USER_SCRATCHPAD),
        "to set the scratchpad mode");
    long postOps =
        temporary.own(
            Status.create("to create post-operations", Dnnl::postOpsCreate), Dnnl::postOpsDestroy);
    if (accumulate) {
      Status.require(Dnnl.postOpsAppendSum(postOps, 1, 0, SAME_TYPE), "to append a sum");
    }
    if (relu) {
      Status.require(Dnnl.postOpsAppendEltwise(postOps, RELU, 0, 0), "to append a ReLU");
    }
    Status.require(Dnnl.primitiveAttrSetPostOps(attributes, postOps), "to set the post-operations");
    return attributes;
  }
}
