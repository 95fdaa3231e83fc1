package dev.residual.nn;

import static dev.residual.nn.BlockKind.BASIC;
import static dev.residual.nn.BlockKind.BOTTLENECK;

import java.util.List;

/**
 * A residual network as data.
 *
 * @param block the kind of its residual blocks
 * @param blocks residual blocks in each module, 1 to {@value #MAX_MODULES} modules of 1 to {@value
 *     #MAX_BLOCKS}
 * @param channels width of each module, 1 to {@value #MAX_CHANNELS}; the stem is as wide as the
 *     first
 * @param stem what comes before the first module
 * @param convention where biases and shortcut norms stand
 */
public record Architecture(
    BlockKind block,
    List<Integer> blocks,
    List<Integer> channels,
    Stem stem,
    Convention convention) {

  public static final int MAX_MODULES = 5;
  public static final int MAX_BLOCKS = 64;
  public static final int MAX_CHANNELS = 2048;

  /** Names of the presets, the shallowest first. */
  public static final List<String> PRESETS =
      List.of("resnet18", "resnet34", "resnet50", "resnet101", "resnet152");

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);

  public Architecture {
    blocks = List.copyOf(blocks);
    channels = List.copyOf(channels);
    if (blocks.isEmpty() || blocks.size() > MAX_MODULES) {
      throw new IllegalArgumentException(
          "blocks must name 1 to %d modules, had %d".formatted(MAX_MODULES, blocks.size()));
    }
    if (channels.size() != blocks.size()) {
      throw new IllegalArgumentException(
          "channels must have one width for each of the %d modules, had %d"
              .formatted(blocks.size(), channels.size()));
    }
    requireBetween("blocks", blocks, MAX_BLOCKS);
    requireBetween("channels", channels, MAX_CHANNELS);
    if (block == BOTTLENECK && convention == Convention.ARTICLE) {
      throw new IllegalArgumentException(
          "convention must be torchvision for bottleneck blocks, was article");
    }
  }

  /**
   * A preset in its own convention: the article's for 18 and 34, torchvision's for the deeper ones.
   *
   * @throws UnknownArchitectureException if no preset bears the name
   */
  public static Architecture preset(String name) {
    return switch (name) {
      case "resnet18" -> of(BASIC, 2, 2, 2, 2);
      case "resnet34" -> of(BASIC, 3, 4, 6, 3);
      case "resnet50" -> of(BOTTLENECK, 3, 4, 6, 3);
      case "resnet101" -> of(BOTTLENECK, 3, 4, 23, 3);
      case "resnet152" -> of(BOTTLENECK, 3, 8, 36, 3);
      default -> throw new UnknownArchitectureException(name);
    };
  }

  private static Architecture of(BlockKind block, Integer... blocks) {
    Convention convention = block == BASIC ? Convention.ARTICLE : Convention.TORCHVISION;
    return new Architecture(block, List.of(blocks), WIDTHS, Stem.LARGE, convention);
  }

  /**
   * The same network written down the other way.
   *
   * @throws IllegalArgumentException if the blocks do not exist in that convention
   */
  public Architecture in(Convention other) {
    return new Architecture(block, blocks, channels, stem, other);
  }

  /** Weighted layers, those of the shortcuts not counted: 18 for ResNet-18. */
  public int depth() {
    int convolutions = blocks.stream().mapToInt(Integer::intValue).sum() * block.convolutions();
    return 1 + convolutions + 1;
  }

  /** The preset that has these blocks and widths, {@code custom} when none has. */
  public String name() {
    return PRESETS.stream().filter(name -> hasShapeOf(preset(name))).findFirst().orElse("custom");
  }

  private boolean hasShapeOf(Architecture other) {
    return block == other.block && blocks.equals(other.blocks) && channels.equals(other.channels);
  }

  private static void requireBetween(String field, List<Integer> values, int max) {
    for (int i = 0; i < values.size(); i++) {
      int value = values.get(i);
      if (value < 1 || value > max) {
        throw new IllegalArgumentException(
            "%s[%d] must be between 1 and %d, was %d".formatted(field, i, max, value));
      }
    }
  }
}
