package dev.residual.nn;

import ai.djl.ndarray.NDList;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;

/**
 * The residual block of the deep networks. A 1x1 convolution reduces the input to {@code width}
 * channels, a 3x3 convolution has the stride, and a 1x1 convolution expands to four times the
 * width. It maps (n, in, h, w) to (n, 4 width, h/stride, w/stride).
 */
final class BottleneckBlock extends ResidualBlock {

  private final Conv2d conv1;
  private final BatchNorm bn1;
  private final Conv2d conv2;
  private final BatchNorm bn2;
  private final Conv2d conv3;
  private final BatchNorm bn3;

  BottleneckBlock(int width, boolean projected, int stride, Convention convention) {
    super(width * BlockKind.BOTTLENECK.expansion(), projected, stride, convention);
    int out = width * BlockKind.BOTTLENECK.expansion();
    conv1 = addChildBlock("conv1", conv(1, width, 1, convention));
    bn1 = addChildBlock("bn1", norm());
    conv2 = addChildBlock("conv2", conv(3, width, stride, convention));
    bn2 = addChildBlock("bn2", norm());
    conv3 = addChildBlock("conv3", conv(1, out, 1, convention));
    bn3 = addChildBlock("bn3", norm());
  }

  @Override
  NDList body(ParameterStore store, NDList x, boolean training) {
    NDList y = conv1.forward(store, x, training);
    y = bn1.forward(store, y, training);
    y = relu(y);

    y = conv2.forward(store, y, training);
    y = bn2.forward(store, y, training);
    y = relu(y);

    y = conv3.forward(store, y, training);
    return bn3.forward(store, y, training);
  }

  @Override
  void traceBody(Trace trace) {
    trace.layer("conv1", conv1).layer("bn1", bn1).layer("relu1", "ReLU");
    trace.layer("conv2", conv2).layer("bn2", bn2).layer("relu2", "ReLU");
    trace.layer("conv3", conv3).layer("bn3", bn3);
  }
}
