package dev.residual.onednn;

import static dev.residual.onednn.Primitives.attributes;
import static dev.residual.onednn.Primitives.descriptor;

import dev.residual.onednn.Step.ExecArgument;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates the steps of the layers without convolutions, in training, with their gradients. */
final class LayerKernels {

  // dnnl_prop_kind_t, dnnl_alg_kind_t, dnnl_normalization_flags_t, dnnl_query_t
  private static final int FORWARD_TRAINING = 64;
  private static final int BACKWARD = 128;
  private static final int MAX = 0x1ff;
  private static final int ADD = 0x1fff0;
  private static final int RELU_BY_OUTPUT = 0x100;
  private static final int SCALE = 2;
  private static final int SHIFT = 4;
  private static final int RELU = 8;
  private static final int WORKSPACE = 135;

  private static final long[] NOT_DILATED = {0, 0};
  private static final float EPSILON = 1e-5f;

  private final NativeScope owner;
  private final NativeScope descriptors;
  private final Primitives primitives;

  /**
   * Creates the steps of one plan.
   *
   * @param owner of the kernels
   * @param descriptors owner of what only the creation of steps needs
   */
  LayerKernels(NativeScope owner, NativeScope descriptors) {
    this.owner = owner;
    this.descriptors = descriptors;
    primitives = new Primitives(owner);
  }

  /** Creates the step that computes the gradient of a layer's input from that of its output. */
  interface Gradient {
    Step step(Tensor dy, Tensor dx);
  }

  /** The forward step of a layer and its gradient. */
  record Layer(Step forward, Gradient gradient) {}

  /** The memory of a batch norm, each with one fp32 value for each channel. */
  record NormMemory(
      long scale, long shift, long scaleGradient, long shiftGradient, long mean, long variance) {}

  /**
   * Creates a batch norm with the statistics of the batch.
   *
   * @param rows layout of the maps, in which each channel is normalized; the gradient of {@code x}
   *     may overwrite that of {@code y}
   * @param relu whether a ReLU follows
   */
  Layer normalize(Tensor x, Tensor y, Descriptor rows, NormMemory memory, boolean relu) {
    int flags = SCALE | SHIFT | (relu ? RELU : 0);
    long plain = attributes(descriptors, false, false);
    long forward =
        descriptor(
            descriptors,
            out ->
                Dnnl.batchNormalizationForwardPrimitiveDescCreate(
                    out,
                    OneDnn.engine(),
                    FORWARD_TRAINING,
                    rows.handle(),
                    rows.handle(),
                    EPSILON,
                    flags,
                    plain));
    Tensor workspace = relu ? workspace(forward, x) : null;
    Map<Integer, Long> constants =
        Map.of(
            ExecArgument.SCALE, memory.scale(),
            ExecArgument.SHIFT, memory.shift(),
            ExecArgument.MEAN, memory.mean(),
            ExecArgument.VARIANCE, memory.variance());
    Step step =
        primitives.step(
            forward,
            with(
                workspace,
                Map.of(
                    ExecArgument.SOURCE, x.viewedAs(rows), ExecArgument.TARGET, y.viewedAs(rows))),
            constants);
    return new Layer(
        step,
        (dy, dx) -> {
          long backward =
              descriptor(
                  descriptors,
                  out ->
                      Dnnl.batchNormalizationBackwardPrimitiveDescCreate(
                          out,
                          OneDnn.engine(),
                          BACKWARD,
                          rows.handle(),
                          rows.handle(),
                          rows.handle(),
                          EPSILON,
                          flags,
                          forward,
                          plain));
          Map<Integer, Long> gradients = new HashMap<>(constants);
          gradients.remove(ExecArgument.SHIFT);
          gradients.put(ExecArgument.SCALE_GRADIENT, memory.scaleGradient());
          gradients.put(ExecArgument.SHIFT_GRADIENT, memory.shiftGradient());
          return primitives.step(
              backward,
              with(
                  workspace,
                  Map.of(
                      ExecArgument.SOURCE, x.viewedAs(rows),
                      ExecArgument.TARGET_GRADIENT, dy.viewedAs(rows),
                      ExecArgument.SOURCE_GRADIENT, dx.viewedAs(rows))),
              gradients);
        });
  }

  /** Creates the max pool of {@code x}, 3x3 with stride 2 and padding 1. */
  Layer maxPool(Tensor x, Tensor y) {
    long plain = attributes(descriptors, false, false);
    long[] stride = {2, 2};
    long[] kernel = {3, 3};
    long[] before = {1, 1};
    long[] after = {x.size().height() % 2, x.size().width() % 2};
    long forward =
        descriptor(
            descriptors,
            out ->
                Dnnl.poolingForwardPrimitiveDescCreate(
                    out,
                    OneDnn.engine(),
                    FORWARD_TRAINING,
                    MAX,
                    x.layout().handle(),
                    y.layout().handle(),
                    stride,
                    kernel,
                    NOT_DILATED,
                    before,
                    after,
                    plain));
    Tensor workspace = workspace(forward, y);
    Step step =
        primitives.step(
            forward,
            with(workspace, Map.of(ExecArgument.SOURCE, x, ExecArgument.TARGET, y)),
            Map.of());
    return new Layer(
        step,
        (dy, dx) ->
            primitives.step(
                descriptor(
                    descriptors,
                    out ->
                        Dnnl.poolingBackwardPrimitiveDescCreate(
                            out,
                            OneDnn.engine(),
                            MAX,
                            dx.layout().handle(),
                            dy.layout().handle(),
                            stride,
                            kernel,
                            NOT_DILATED,
                            before,
                            after,
                            forward,
                            plain)),
                with(
                    workspace,
                    Map.of(ExecArgument.TARGET_GRADIENT, dy, ExecArgument.SOURCE_GRADIENT, dx)),
                Map.of()));
  }

  /** Creates a ReLU that overwrites its input, and whose gradient overwrites that of its output. */
  Layer relu(Tensor y) {
    Descriptor flat = BatchLayout.flat(y.size(), owner);
    long plain = attributes(descriptors, false, false);
    long forward =
        descriptor(
            descriptors,
            out ->
                Dnnl.eltwiseForwardPrimitiveDescCreate(
                    out,
                    OneDnn.engine(),
                    FORWARD_TRAINING,
                    RELU_BY_OUTPUT,
                    flat.handle(),
                    flat.handle(),
                    0,
                    0,
                    plain));
    Step step =
        primitives.step(
            forward,
            Map.of(ExecArgument.SOURCE, y.viewedAs(flat), ExecArgument.TARGET, y.viewedAs(flat)),
            Map.of());
    return new Layer(
        step,
        (dy, dx) ->
            primitives.step(
                descriptor(
                    descriptors,
                    out ->
                        Dnnl.eltwiseBackwardPrimitiveDescCreate(
                            out,
                            OneDnn.engine(),
                            RELU_BY_OUTPUT,
                            flat.handle(),
                            flat.handle(),
                            flat.handle(),
                            0,
                            0,
                            forward,
                            plain)),
                Map.of(
                    ExecArgument.TARGET, y.viewedAs(flat),
                    ExecArgument.TARGET_GRADIENT, dy.viewedAs(flat),
                    ExecArgument.SOURCE_GRADIENT, dx.viewedAs(flat)),
                Map.of()));
  }

  /** Returns a step that adds {@code other} to {@code sum}, and applies a ReLU if asked to. */
  Step add(Tensor sum, Tensor other, boolean relu) {
    Descriptor flat = BatchLayout.flat(sum.size(), owner);
    long attributes = attributes(descriptors, false, relu);
    return primitives.step(
        descriptor(
            descriptors,
            out ->
                Dnnl.binaryPrimitiveDescCreate(
                    out,
                    OneDnn.engine(),
                    ADD,
                    flat.handle(),
                    flat.handle(),
                    flat.handle(),
                    attributes)),
        Map.of(
            ExecArgument.SOURCE, sum.viewedAs(flat),
            ExecArgument.SECOND_SOURCE, other.viewedAs(flat),
            ExecArgument.TARGET, sum.viewedAs(flat)),
        Map.of());
  }

  private Tensor workspace(long forward, Tensor like) {
    return new Tensor(
        like.size(), Descriptor.copyOf(owner, Dnnl.primitiveDescQueryMd(forward, WORKSPACE, 0)));
  }

  private static Map<Integer, Tensor> with(
      @Nullable Tensor workspace, Map<Integer, Tensor> tensors) {
    Map<Integer, Tensor> all = new HashMap<>(tensors);
    if (workspace != null) {
      all.put(ExecArgument.WORKSPACE, workspace);
    }
    return all;
  }
}
