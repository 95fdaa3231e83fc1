package dev.residual.model.upload;

import ai.djl.ndarray.types.Shape;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out from names and shapes which network a file has the weights of. */
final class FoundArchitecture {

  private static final int LARGE_KERNEL = 7;
  private static final int EXPANSION = 4;

  private final Map<String, Shape> shapes;

  /**
   * @param shapes the shapes of the file's tensors by their torchvision names
   */
  FoundArchitecture(Map<String, Shape> shapes) {
    this.shapes = shapes;
  }

  /** Returns the convention: only the article's convolutions have biases. */
  Convention convention() {
    return shapes.containsKey("conv1.bias") ? Convention.ARTICLE : Convention.TORCHVISION;
  }

  /** Returns the architecture, or empty if it is none that the service has. */
  Optional<Architecture> find() {
    Shape stem = shapes.get("conv1.weight");
    if (stem == null || stem.dimension() != 4 || variant() != null) {
      return Optional.empty();
    }
    List<Integer> blocks = new ArrayList<>();
    List<Integer> channels = new ArrayList<>();
    for (Shape first = conv1(1, 0); first != null; first = conv1(blocks.size() + 1, 0)) {
      int count = 1;
      while (conv1(blocks.size() + 1, count) != null) {
        count++;
      }
      channels.add((int) first.get(0));
      blocks.add(count);
    }
    try {
      return Optional.of(
          new Architecture(
              isBottleneck() ? BlockKind.BOTTLENECK : BlockKind.BASIC,
              blocks,
              channels,
              stem.get(2) == LARGE_KERNEL ? Stem.LARGE : Stem.SMALL,
              convention()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private @Nullable Shape conv1(int stage, int block) {
    Shape shape = shapes.get("layer" + stage + "." + block + ".conv1.weight");
    return shape == null || shape.dimension() != 4 ? null : shape;
  }

  private boolean isBottleneck() {
    return shapes.containsKey("layer1.0.conv3.weight");
  }

  /** Returns the name of a variant of residual networks that is not supported, or null. */
  @Nullable String variant() {
    if (shapes.containsKey("conv1.0.weight")) {
      return "a network with a deep stem (a \"d\", \"s\" or \"t\" variant)";
    }
    if (shapes.keySet().stream().anyMatch(name -> name.contains(".se."))) {
      return "a network with squeeze-and-excitation (SE-ResNet)";
    }
    if (!isBottleneck()) {
      return null;
    }
    Shape inner = shapes.get("layer1.0.conv2.weight");
    Shape outer = shapes.get("layer1.0.conv3.weight");
    if (inner == null || outer == null || inner.dimension() != 4 || outer.dimension() != 4) {
      return null;
    }
    if (inner.get(0) != inner.get(1)) {
      return "a network with grouped convolutions (ResNeXt)";
    }
    return inner.get(0) * EXPANSION == outer.get(0) ? null : "a wide network (Wide ResNet)";
  }
}
