package dev.residual.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;

/**
 * The article's residual block of two 3x3 convolutions, each followed by a batch norm. The first
 * convolution has the stride. It maps (n, in, h, w) to (n, width, h/stride, w/stride).
 */
final class BasicBlock extends ResidualBlock {

  private final Conv2d conv1;
  private final BatchNorm bn1;
  private final Conv2d conv2;
  private final BatchNorm bn2;

  BasicBlock(int width, boolean projected, int stride, Convention convention) {
    super(width, projected, stride, convention);
    conv1 = addChildBlock("conv1", conv(3, width, stride, convention));
    bn1 = addChildBlock("bn1", norm());
    conv2 = addChildBlock("conv2", conv(3, width, 1, convention));
    bn2 = addChildBlock("bn2", norm());
  }

  @Override
  NDList body(ParameterStore store, NDList x, boolean training) {
    NDList y = conv1.forward(store, x, training);
    y = bn1.forward(store, y, training);
    y = relu(y);

    y = conv2.forward(store, y, training);
    return bn2.forward(store, y, training);
  }

  @Override
  void traceBody(Trace trace) {
    trace.layer("conv1", conv1).layer("bn1", bn1).layer("relu", "ReLU");
    trace.layer("conv2", conv2).layer("bn2", bn2);
  }
}
