package dev.residual.training.optimizer;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says how far the layers of a network are from its classifier: the classifier has depth 0, the
 * last stage 1, the stage before it 2, and so on to the stem.
 */
final class LayerDepths {

  private static final String CLASSIFIER = "fc.";
  private static final Pattern STAGE = Pattern.compile("layer(\\d+)\\..*");

  private final int stages;

  private LayerDepths(int stages) {
    this.stages = stages;
  }

  /**
   * Returns the depths in a network.
   *
   * @param names torchvision names of its tensors, such as {@code layer1.0.conv1.weight}
   */
  static LayerDepths of(Set<String> names) {
    return new LayerDepths(names.stream().mapToInt(LayerDepths::stage).max().orElse(0));
  }

  /** Returns the depth of the stem. */
  int largest() {
    return stages + 1;
  }

  /** Returns the depth of the layer of a tensor. */
  int of(String name) {
    return name.startsWith(CLASSIFIER) ? 0 : stages + 1 - stage(name);
  }

  /** Returns the number of a tensor's stage, from 1, or 0 if it belongs to none. */
  private static int stage(String name) {
    Matcher matcher = STAGE.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
