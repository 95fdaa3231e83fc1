package dev.residual.onednn;

import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Makes steps of oneDNN's primitives. */
final class Primitives {

  // dnnl_prop_kind_t, dnnl_alg_kind_t, dnnl_scratchpad_mode_t, dnnl_query_t, dnnl_data_type_t
  private static final int INFERENCE = 96;
  private static final int DIRECT = 1;
  private static final int MAX = 0x1ff;
  private static final int RELU = 0x20;
  private static final int OURS = 1;
  private static final int WEIGHTS = 131;
  private static final int SCRATCH = 136;
  private static final int SAME_TYPE = 0;

  private static final long[] NOT_DILATED = {0, 0};

  private final NativeScope owner;

  Primitives(NativeScope owner) {
    this.owner = owner;
  }

  /** Writes the same numbers in another way. */
  Step reorder(Tensor from, Tensor to) {
    try (NativeScope passing = new NativeScope()) {
      long attributes = attributes(passing, false, false);
      long engine = OneDnn.engine();
      long chosen =
          chosen(
              passing,
              out ->
                  Dnnl.reorderPrimitiveDescCreate(
                      out,
                      from.layout().handle(),
                      engine,
                      to.layout().handle(),
                      engine,
                      attributes));
      return step(chosen, Map.of(ExecArgument.SOURCE, from, ExecArgument.TARGET, to), Map.of());
    }
  }

  /**
   * convolution(x) + bias, written to {@code to}.
   *
   * @param added whether what is in {@code to} is added
   * @param relu whether a ReLU comes last
   */
  Step convolution(Tensor x, Weights weights, Tensor to, boolean added, boolean relu) {
    try (NativeScope passing = new NativeScope()) {
      long attributes = attributes(passing, added, relu);
      long[] stride = {weights.stride(), weights.stride()};
      long[] padding = {weights.padding(), weights.padding()};
      long wanted = weights.inAnyLayout(passing).handle();
      long chosen =
          chosen(
              passing,
              out ->
                  Dnnl.convolutionForwardPrimitiveDescCreate(
                      out,
                      OneDnn.engine(),
                      INFERENCE,
                      DIRECT,
                      x.layout().handle(),
                      wanted,
                      weights.biasLayout().handle(),
                      to.layout().handle(),
                      stride,
                      NOT_DILATED,
                      padding,
                      padding,
                      attributes));
      long packed =
          weights.in(Descriptor.copyOf(owner, Dnnl.primitiveDescQueryMd(chosen, WEIGHTS, 0)));
      return step(
          chosen,
          Map.of(ExecArgument.SOURCE, x, ExecArgument.TARGET, to),
          Map.of(ExecArgument.WEIGHTS, packed, ExecArgument.BIAS, weights.bias()));
    }
  }

  /** Maximum pool, written to {@code to}. */
  Step maxPool(Tensor x, Tensor to, int kernel, int stride, int padding) {
    try (NativeScope passing = new NativeScope()) {
      long attributes = attributes(passing, false, false);
      long chosen =
          chosen(
              passing,
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
      return step(chosen, Map.of(ExecArgument.SOURCE, x, ExecArgument.TARGET, to), Map.of());
    }
  }

  private Step step(long chosen, Map<Integer, Tensor> tensors, Map<Integer, Long> constants) {
    long primitive =
        owner.own(
            Status.made("a kernel", out -> Dnnl.primitiveCreate(out, chosen)),
            Dnnl::primitiveDestroy);
    Descriptor scratch = Descriptor.copyOf(owner, Dnnl.primitiveDescQueryMd(chosen, SCRATCH, 0));
    return new Step(
        primitive,
        tensors,
        constants,
        scratch.bytes() > 0 ? Optional.of(scratch) : Optional.empty());
  }

  private static long chosen(NativeScope passing, ToIntFunction<long[]> function) {
    return passing.own(Status.made("an operation", function), Dnnl::primitiveDescDestroy);
  }

  /** Several threads may run a kernel, as each brings what it scribbles on. */
  private static long attributes(NativeScope passing, boolean added, boolean relu) {
    long attributes =
        passing.own(
            Status.made("attributes", Dnnl::primitiveAttrCreate), Dnnl::primitiveAttrDestroy);
    Status.require(Dnnl.primitiveAttrSetScratchpadMode(attributes, OURS), "its scratch pad");
    long after = passing.own(Status.made("a list", Dnnl::postOpsCreate), Dnnl::postOpsDestroy);
    if (added) {
      Status.require(Dnnl.postOpsAppendSum(after, 1, 0, SAME_TYPE), "a sum");
    }
    if (relu) {
      Status.require(Dnnl.postOpsAppendEltwise(after, RELU, 0, 0), "a ReLU");
    }
    Status.require(Dnnl.primitiveAttrSetPostOps(attributes, after), "what comes after");
    return attributes;
  }
}
