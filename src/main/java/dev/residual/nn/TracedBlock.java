package dev.residual.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;

/** A block that lists its layers once, from which its shapes and its initialization follow. */
abstract class TracedBlock extends AbstractBlock {

  /** The value that a batch norm adds to the variance. */
  static final float EPSILON = 1e-5f;

  /**
   * Visits the layers of this block. Afterwards {@code trace} has the shape of the block's output.
   */
  abstract void trace(Trace trace);

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Trace trace = new Trace(inputShapes[0], layer -> {});
    trace(trace);
    return new Shape[] {trace.shape()};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    trace(
        new Trace(
            inputShapes[0],
            layer -> {
              if (layer.block() != null) {
                layer.block().initialize(manager, type, layer.input());
              }
            }));
  }

  /** Returns a square convolution that keeps height and width at stride 1. */
  static Conv2d conv(int kernel, int filters, int stride, Convention convention) {
    return new SmallMapConv2d(kernel, filters, stride, convention == Convention.ARTICLE);
  }

  /**
   * Computes max(x, 0) and closes the input. No gradient needs the output of a norm or of a sum,
   * and these are a third of the memory that a step would keep.
   */
  static NDList relu(NDList x) {
    NDList y = Activation.relu(x);
    x.close();
    return y;
  }

  /**
   * Returns a batch norm with epsilon 1e-5. DJL's momentum of 0.9 is the share of the old average
   * that is kept, so it equals PyTorch's momentum of 0.1.
   */
  static BatchNorm norm() {
    return BatchNorm.builder().optEpsilon(EPSILON).optMomentum(0.9f).build();
  }
}
