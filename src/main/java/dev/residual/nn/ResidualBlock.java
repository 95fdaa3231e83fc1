package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A block that adds its result to its input: relu(body(x) + shortcut(x)). */
abstract class ResidualBlock extends TracedBlock {

  private final @Nullable Shortcut shortcut;

  /**
   * Creates a block.
   *
   * @param projected whether a 1x1 convolution maps the input to the output's shape, which is
   *     needed if the shapes differ
   */
  ResidualBlock(int out, boolean projected, int stride, Convention convention) {
    shortcut =
        projected ? addChildBlock("downsample", new Shortcut(out, stride, convention)) : null;
  }

  static ResidualBlock of(Architecture architecture, int in, int width, int stride) {
    int out = width * architecture.block().expansion();
    boolean projected = stride != 1 || in != out;
    return switch (architecture.block()) {
      case BASIC -> new BasicBlock(width, projected, stride, architecture.convention());
      case BOTTLENECK -> new BottleneckBlock(width, projected, stride, architecture.convention());
    };
  }

  /** Computes the residual that is added to the input, without the last ReLU. */
  abstract NDList body(ParameterStore store, NDList x, boolean training);

  abstract void traceBody(Trace trace);

  @Override
  protected final NDList forwardInternal(
      ParameterStore store,
      NDList x,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    NDList residual = body(store, x, training);
    NDList identity = shortcut == null ? x : shortcut.forward(store, x, training);
    NDArray sum = residual.singletonOrThrow().add(identity.singletonOrThrow());

    residual.close();
    return relu(new NDList(sum));
  }

  @Override
  final void trace(Trace trace) {
    Trace branch = trace.branch("downsample");
    traceBody(trace);
    if (shortcut != null) {
      shortcut.trace(branch);
    }
  }
}
