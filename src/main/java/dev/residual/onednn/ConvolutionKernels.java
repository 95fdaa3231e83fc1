package dev.residual.onednn;

import static dev.residual.onednn.Primitives.attributes;
import static dev.residual.onednn.Primitives.descriptor;

import com.sun.jna.Pointer;
import dev.residual.onednn.ConvolutionShape.Axis;
import dev.residual.onednn.Step.ExecArgument;
import dev.residual.torch.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The kernels of one convolution in training, for one number of images. */
final class ConvolutionKernels {

  // dnnl_prop_kind_t, dnnl_alg_kind_t, dnnl_query_t
  private static final int FORWARD_TRAINING = 64;
  private static final int DIRECT = 1;
  private static final int IMPLEMENTATION = 8;
  private static final int WEIGHTS = 131;
  private static final int WEIGHTS_GRADIENT = 132;
  private static final long NONE = 0;

  private final ConvolutionShape shape;
  private final BatchLayout layout;
  private final NativeScope descriptors;
  private final NativeScope owner;
  private final Primitives primitives;
  private final Descriptor input;
  private final Descriptor output;
  private final @Nullable Descriptor bias;
  private final long[] strides;
  private final long[] dilations;
  private final long[] before;
  private final long[] after;
  private final long forward;
  private final long weightsGradient;

  /**
   * Whether zeros are laid out around the maps for the gradient of the weights. oneDNN 3.11
   * computes that gradient wrong where maps are smaller than the kernel: errors were about twice
   * the spread of the values for maps of 2x2 pixels and a kernel of 3x3.
   */
  private final boolean guarded;

  /**
   * Selects the kernels.
   *
   * @param biased whether there is a bias
   * @param learnsBias whether the bias has a gradient
   * @param gradientLayout the layout of the gradient of the weights, in fp32; null for the fastest
   * @param owner of the kernels
   * @param descriptors owner of what only the creation of steps needs
   */
  ConvolutionKernels(
      ConvolutionShape shape,
      BatchLayout layout,
      boolean biased,
      boolean learnsBias,
      @Nullable Descriptor gradientLayout,
      NativeScope owner,
      NativeScope descriptors) {
    this.shape = shape;
    this.layout = layout;
    this.owner = owner;
    this.descriptors = descriptors;
    primitives = new Primitives(owner);
    Axis rows = shape.rows();
    Axis columns = shape.columns();
    strides = layout.spatial(rows.stride(), columns.stride(), 1);
    dilations = layout.spatial(0, 0, 0);
    before = layout.spatial(rows.before(), columns.before(), 0);
    after = layout.spatial(rows.after(), columns.after(), 0);
    input = layout.tensor(shape.input(layout.images()), descriptors).layout();
    output = layout.tensor(shape.output(layout.images()), descriptors).layout();
    bias = biased ? Descriptor.plain(descriptors, shape.out()) : null;
    forward = forward(input, before, after);
    guarded = layout.isBlocked() && shape.rows().size() < shape.rows().taps();
    weightsGradient = weightsGradient(gradientLayout, learnsBias);
  }

  private long forward(Descriptor source, long[] paddingBefore, long[] paddingAfter) {
    Descriptor any = Descriptor.any(descriptors, Precision.BF16, layout.weightSizes(shape));
    return descriptor(
        descriptors,
        out ->
            Dnnl.convolutionForwardPrimitiveDescCreate(
                out,
                OneDnn.engine(),
                FORWARD_TRAINING,
                DIRECT,
                source.handle(),
                any.handle(),
                handle(bias),
                output.handle(),
                strides,
                dilations,
                paddingBefore,
                paddingAfter,
                attributes(descriptors, false, false)));
  }

  private long weightsGradient(@Nullable Descriptor gradientLayout, boolean learnsBias) {
    Descriptor source = guarded ? guardedLayout() : input;
    long[] guardedBefore = guarded ? layout.spatial(0, before[1], 0) : before;
    long[] guardedAfter = guarded ? layout.spatial(0, after[1], 0) : after;
    long hint = guarded ? forward(source, guardedBefore, guardedAfter) : forward;
    Descriptor target =
        gradientLayout == null
            ? Descriptor.any(descriptors, Precision.FP32, layout.weightSizes(shape))
            : gradientLayout;
    return descriptor(
        descriptors,
        out ->
            Dnnl.convolutionBackwardWeightsPrimitiveDescCreate(
                out,
                OneDnn.engine(),
                DIRECT,
                source.handle(),
                target.handle(),
                learnsBias ? handle(bias) : NONE,
                output.handle(),
                strides,
                dilations,
                guardedBefore,
                guardedAfter,
                hint,
                attributes(descriptors, false, false)));
  }

  private MapSize guardedSize() {
    Axis rows = shape.rows();
    return new MapSize(
        layout.images(),
        shape.in(),
        rows.before() + rows.size() + rows.after(),
        shape.columns().size());
  }

  private Descriptor guardedLayout() {
    return layout.tensor(guardedSize(), descriptors).layout();
  }

  private static long handle(@Nullable Descriptor descriptor) {
    return descriptor == null ? NONE : descriptor.handle();
  }

  /** Returns the layout of the bf16 weights that the forward kernel reads. */
  Descriptor weights() {
    return Descriptor.copyOf(owner, Dnnl.primitiveDescQueryMd(forward, WEIGHTS, 0));
  }

  /** Returns the layout of the gradient of the weights, in fp32. */
  Descriptor gradient() {
    return Descriptor.copyOf(
        owner, Dnnl.primitiveDescQueryMd(weightsGradient, WEIGHTS_GRADIENT, 0));
  }

  /** Returns whether the gradient of the weights has a fast kernel in its layout. */
  boolean isFast() {
    long[] name = new long[1];
    Status.require(
        Dnnl.primitiveDescQuery(weightsGradient, IMPLEMENTATION, 0, name), "to name a kernel");
    return !new Pointer(name[0]).getString(0).contains("ref");
  }

  /**
   * Returns a step that writes convolution(x) + bias to {@code y}.
   *
   * @param biasMemory null if there is no bias
   */
  Step forward(Source x, long weights, @Nullable Long biasMemory, Tensor y) {
    Map<Integer, Tensor> tensors = new HashMap<>(Map.of(ExecArgument.TARGET, y));
    Map<Integer, Long> constants = new HashMap<>(Map.of(ExecArgument.WEIGHTS, weights));
    x.put(ExecArgument.SOURCE, tensors, constants);
    if (biasMemory != null) {
      constants.put(ExecArgument.BIAS, biasMemory);
    }
    return primitives.step(forward, tensors, constants);
  }

  /** The input of a convolution: a tensor of the plan, or memory that belongs to the caller. */
  record Source(@Nullable Tensor planned, long memory) {

    static Source of(Tensor tensor) {
      return new Source(tensor, NONE);
    }

    Tensor tensor() {
      return Objects.requireNonNull(planned, "this input is not a tensor of the plan");
    }

    void put(int argument, Map<Integer, Tensor> tensors, Map<Integer, Long> constants) {
      if (planned == null) {
        constants.put(argument, memory);
      } else {
        tensors.put(argument, planned);
      }
    }
  }

  /** The kernel of the gradient of the input and the layout of the bf16 weights that it reads. */
  record DataGradient(long descriptor, Descriptor weights) {}

  DataGradient dataGradient() {
    Descriptor any = Descriptor.any(descriptors, Precision.BF16, layout.weightSizes(shape));
    long kernel =
        descriptor(
            descriptors,
            out ->
                Dnnl.convolutionBackwardDataPrimitiveDescCreate(
                    out,
                    OneDnn.engine(),
                    DIRECT,
                    input.handle(),
                    any.handle(),
                    output.handle(),
                    strides,
                    dilations,
                    before,
                    after,
                    forward,
                    attributes(descriptors, false, false)));
    return new DataGradient(
        kernel, Descriptor.copyOf(owner, Dnnl.primitiveDescQueryMd(kernel, WEIGHTS, 0)));
  }

  /** Returns a step that writes the gradient of the input to {@code dx}. */
  Step dataGradient(DataGradient kernel, Tensor dy, long weights, Tensor dx) {
    return primitives.step(
        kernel.descriptor(),
        Map.of(ExecArgument.TARGET_GRADIENT, dy, ExecArgument.SOURCE_GRADIENT, dx),
        Map.of(ExecArgument.WEIGHTS, weights));
  }

  /**
   * Returns the steps that write the gradient of the weights.
   *
   * @param gradient memory in the layout {@link #gradient}
   * @param biasGradient null if the bias has no gradient
   */
  List<Step> weightsGradient(Source x, Tensor dy, long gradient, @Nullable Long biasGradient) {
    List<Step> steps = new ArrayList<>();
    Map<Integer, Tensor> tensors = new HashMap<>();
    Map<Integer, Long> constants = new HashMap<>();
    tensors.put(ExecArgument.TARGET_GRADIENT, dy);
    constants.put(ExecArgument.WEIGHTS_GRADIENT, gradient);
    if (biasGradient != null) {
      constants.put(ExecArgument.BIAS_GRADIENT, biasGradient);
    }
    if (guarded) {
      Descriptor whole = guardedLayout();
      NativeBuffer zeros = owner.own(new NativeBuffer(whole.bytes()));
      zeros.pointer().clear(whole.bytes());
      Descriptor inner =
          whole.part(
              descriptors,
              layout.sizes(shape.input(layout.images())),
              new long[] {0, 0, shape.rows().before(), 0, 0});
      steps.add(primitives.reorder(x.tensor(), inner, owner.memory(inner, zeros.address())));
      constants.put(ExecArgument.SOURCE, owner.memory(whole, zeros.address()));
    } else {
      x.put(ExecArgument.SOURCE, tensors, constants);
    }
    steps.add(primitives.step(weightsGradient, tensors, constants));
    return steps;
  }
}
