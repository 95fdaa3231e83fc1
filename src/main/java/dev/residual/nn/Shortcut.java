package dev.residual.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * A 1x1 convolution that maps the input of a block to the shape of its output, from (n, in, h, w)
 * to (n, out, h/stride, w/stride). It has a bias in the article's convention and a batch norm in
 * torchvision's.
 */
final class Shortcut extends TracedBlock {

  private final Conv2d conv;
  private final @Nullable BatchNorm norm;

  Shortcut(int out, int stride, Convention convention) {
    conv = addChildBlock("0", conv(1, out, stride, convention));
    norm = convention == Convention.TORCHVISION ? addChildBlock("1", norm()) : null;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList x,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    NDList y = conv.forward(store, x, training);
    return norm == null ? y : norm.forward(store, y, training);
  }

  @Override
  void trace(Trace trace) {
    trace.layer("0", conv);
    if (norm != null) {
      trace.layer("1", norm);
    }
  }
}
