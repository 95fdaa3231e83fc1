package dev.residual.nn;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a residual network up to its last feature maps, by the names of their parameters.
 * It holds no weights.
 *
 * @param input shape of a batch of one image, (1, channels, h, w)
 * @param stem the first convolution and its norm, which a ReLU follows
 * @param pooled whether a 3x3 max pool of stride 2 and padding 1 comes before that ReLU
 * @param blocks the residual blocks in order
 */
public record NetworkOutline(Shape input, Unit stem, boolean pooled, List<Residual> blocks) {

  /**
   * A convolution and the batch norm after it.
   *
   * @param norm torchvision's name of the norm; null if there is none
   */
  public record Unit(Conv conv, @Nullable String norm) {}

  /**
   * A convolution whose kernel, stride and padding are square.
   *
   * @param name its torchvision name, such as {@code layer2.0.conv1}
   * @param weight shape of the weight, (out, in, kernel, kernel)
   * @param biased whether it has a bias
   * @param input shape of its input for one image, (1, in, h, w)
   */
  public record Conv(
      String name, Shape weight, boolean biased, int stride, int padding, Shape input) {}

  /**
   * A residual block: relu(body(x) + shortcut(x)), with a ReLU after each unit of the body but the
   * last.
   *
   * @param shortcut null if the input is added unchanged
   */
  public record Residual(List<Unit> body, @Nullable Unit shortcut) {}

  /** Returns the number of channels of the last feature maps. */
  public long features() {
    List<Unit> body = blocks.get(blocks.size() - 1).body();
    return body.get(body.size() - 1).conv().weight().get(0);
  }
}
