package dev.residual.nn;

import static dev.residual.nn.BlockKind.BASIC;
import static dev.residual.nn.BlockKind.BOTTLENECK;

import java.util.List;
import java.util.Locale;

/**
 * Describes a residual network as data.
 *
 * @param block the kind of its residual blocks
 * @param blocks number of residual blocks of each stage, 1 to {@value #MAX_STAGES} stages of 1 to
 *     {@value #MAX_BLOCKS} blocks
 * @param channels width of each stage, 1 to {@value #MAX_CHANNELS}; the stem is as wide as the
 *     first stage
 * @param stem the layers before the first stage
 * @param convention which layers have biases and norms
 */
public record Architecture(
    BlockKind block,
    List<Integer> blocks,
    List<Integer> channels,
    Stem stem,
    Convention convention) {

  public static final int MAX_STAGES = 5;
  public static final int MAX_BLOCKS = 64;
  public static final int MAX_CHANNELS = 2048;

  /** The names of the presets, from the shallowest to the deepest. */
  public static final List<String> PRESETS =
      List.of("resnet18", "resnet34", "resnet50", "resnet101", "resnet152");

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);

  public Architecture {
    blocks = List.copyOf(blocks);
    channels = List.copyOf(channels);
    if (blocks.isEmpty() || blocks.size() > MAX_STAGES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "blocks must have 1 to %d stages, had %d", MAX_STAGES, blocks.size()));
    }
    if (channels.size() != blocks.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "channels must have one width for each of the %d stages, had %d",
              blocks.size(),
              channels.size()));
    }
    requireBetween("blocks", blocks, MAX_BLOCKS);
    requireBetween("channels", channels, MAX_CHANNELS);
    if (block == BOTTLENECK && convention == Convention.ARTICLE) {
      throw new IllegalArgumentException(
          "convention must be torchvision for bottleneck blocks, was article");
    }
  }

  /**
   * Returns a preset in its default convention, which is the article's for ResNet-18 and 34 and
   * torchvision's for the deeper ones.
   *
   * @throws UnknownArchitectureException if no preset has this name
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
   * Returns the same network in another convention.
   *
   * @throws IllegalArgumentException if the blocks do not exist in that convention
   */
  public Architecture in(Convention other) {
    return new Architecture(block, blocks, channels, stem, other);
  }

  /**
   * Returns the number of layers with weights, without those of the shortcuts. It is 18 for
   * ResNet-18.
   */
  public int depth() {
    int convolutions = blocks.stream().mapToInt(Integer::intValue).sum() * block.convolutions();
    return 1 + convolutions + 1;
  }

  /** Returns the number of features that the classifier takes. */
  public int features() {
    return channels.get(channels.size() - 1) * block.expansion();
  }

  /**
   * Returns the name of the preset that has these blocks and widths, or {@code custom} if there is
   * none.
   */
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
            String.format(
                Locale.ROOT, "%s[%d] must be between 1 and %d, was %d", field, i, max, value));
      }
    }
  }
}
