package dev.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A residual network for inference. Its batch norms are folded into the convolutions before them,
 * and its kernels are only as large as images of one size need them. Its results equal those of the
 * original network except for rounding.
 *
 * @param input shape of a batch of one image, (1, channels, h, w)
 * @param stem the first convolution, which a ReLU follows
 * @param pooled whether a 3x3 max pool of stride 2 and padding 1 follows
 * @param blocks the residual blocks in order
 * @param head the classifier, from mean features to logits
 */
public record FoldedResNet(
    Shape input, Conv stem, boolean pooled, List<Residual> blocks, Dense head) {

  /**
   * A convolution whose kernel, stride and padding are square.
   *
   * @param weight (out, in, kernel, kernel)
   * @param bias (out)
   */
  public record Conv(NDArray weight, NDArray bias, int stride, int padding) {

    /** Returns the shape of the output for inputs (n, in, h, w). */
    public Shape output(Shape input) {
      return new Shape(
          input.get(0), weight.getShape().get(0), outputs(input.get(2)), outputs(input.get(3)));
    }

    private long outputs(long size) {
      return EffectiveKernel.outputs(size, weight.getShape().get(2), stride, padding);
    }

    NDArray forward(NDArray x) {
      return Conv2d.conv2d(x, weight, bias, new Shape(stride, stride), new Shape(padding, padding))
          .singletonOrThrow();
    }
  }

  /**
   * A residual block: relu(body(x) + shortcut(x)), with a ReLU between the convolutions of the
   * body.
   *
   * @param shortcut null if the input is added unchanged
   */
  public record Residual(List<Conv> body, @Nullable Conv shortcut) {

    NDArray forward(NDArray x) {
      NDArray y = x;
      for (int i = 0; i < body.size(); i++) {
        y = body.get(i).forward(i == 0 ? y : relu(y));
      }
      return relu(y.add(shortcut == null ? x : shortcut.forward(x)));
    }
  }

  /**
   * A linear layer.
   *
   * @param weight (classes, features)
   * @param bias (classes)
   */
  public record Dense(NDArray weight, NDArray bias) {

    /** Maps features (n, features) to logits (n, classes). */
    public NDArray forward(NDArray features) {
      return Linear.linear(features, weight, bias).singletonOrThrow();
    }
  }

  /** Returns the shape of the last feature maps of one image, (1, features, h', w'). */
  public Shape output() {
    Shape maps = stem.output(input);
    maps = pooled ? pooled(maps) : maps;
    for (Residual block : blocks) {
      for (Conv conv : block.body()) {
        maps = conv.output(maps);
      }
    }
    return maps;
  }

  /** Maps images (n, channels, h, w) to the last feature maps (n, features, h', w'). */
  public NDArray features(NDArray images) {
    NDArray x = stem.forward(images);
    x = pooled ? maxPool(x) : x;
    x = relu(x);

    for (Residual block : blocks) {
      x = block.forward(x);
    }
    return x;
  }

  /** Maps images (n, channels, h, w) to logits (n, classes). */
  public NDArray forward(NDArray images) {
    return head.forward(Pool.globalAvgPool2d(features(images)));
  }

  private static NDArray relu(NDArray x) {
    return x.getNDArrayInternal().relu();
  }

  /** Computes the max pool after the stem, 3x3 with stride 2 and padding 1. */
  public static NDArray maxPool(NDArray x) {
    return ResNet.maxPool(new NDList(x)).singletonOrThrow();
  }

  /** Returns the shape of the output of the pool. */
  public static Shape pooled(Shape maps) {
    return ResNet.pooledShape(maps);
  }
}
