package dev.residual.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network in a request: the name of a preset, or its parts. */
@Schema(
    description = "A preset's name, or the parts of a network of one's own",
    oneOf = {String.class, ArchitectureChoice.Parts.class},
    example = "resnet18")
record ArchitectureChoice(@Nullable String preset, @Nullable Parts parts) {

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);

  /** A network of one's own; what is not given is as in ResNet-18. */
  @Schema(name = "CustomArchitecture")
  record Parts(
      @Schema(description = "default basic") @Nullable BlockKind block,
      @Schema(description = "residual blocks of each module, default [2, 2, 2, 2]")
          @Nullable List<Integer> blocks,
      @Schema(description = "width of each module, default [64, 128, 256, 512]")
          @Nullable List<Integer> channels,
      @Schema(description = "small for pictures trained at 28 px, default large")
          @Nullable Stem stem,
      @Schema(description = "default article for basic blocks, torchvision for bottleneck")
          @Nullable Convention convention) {

    private Parts withDefaults() {
      BlockKind kind = block == null ? BlockKind.BASIC : block;
      Convention usual = kind == BlockKind.BASIC ? Convention.ARTICLE : Convention.TORCHVISION;
      return new Parts(
          kind,
          blocks == null ? List.of(2, 2, 2, 2) : blocks,
          channels == null ? WIDTHS : channels,
          stem == null ? Stem.LARGE : stem,
          convention == null ? usual : convention);
    }

    @SuppressWarnings("NullAway")
    private Architecture architecture() {
      requireNumbers("blocks", blocks, Architecture.MAX_BLOCKS);
      requireNumbers("channels", channels, Architecture.MAX_CHANNELS);
      return new Architecture(block, blocks, channels, stem, convention);
    }

    private static void requireNumbers(String field, List<@Nullable Integer> numbers, int max) {
      for (int i = 0; i < numbers.size(); i++) {
        if (numbers.get(i) == null) {
          throw new IllegalArgumentException(
              "%s[%d] must be between 1 and %d, was null".formatted(field, i, max));
        }
      }
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static ArchitectureChoice named(String preset) {
    return new ArchitectureChoice(preset, null);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static ArchitectureChoice of(Parts parts) {
    return new ArchitectureChoice(null, parts);
  }

  /** A preset by its name where it has its own convention and stem, or else the parts. */
  static ArchitectureChoice of(Architecture architecture) {
    String name = architecture.name();
    return Architecture.PRESETS.contains(name) && Architecture.preset(name).equals(architecture)
        ? named(name)
        : of(
            new Parts(
                architecture.block(),
                architecture.blocks(),
                architecture.channels(),
                architecture.stem(),
                architecture.convention()));
  }

  @JsonValue
  Object asGiven() {
    return preset == null ? parts : preset;
  }

  /** The same with what was not given filled in. */
  ArchitectureChoice withDefaults() {
    return parts == null ? this : of(parts.withDefaults());
  }

  /**
   * The network of a choice whose defaults are filled in.
   *
   * @throws dev.residual.nn.UnknownArchitectureException if no preset bears the name
   * @throws IllegalArgumentException if the parts do not fit
   */
  Architecture architecture() {
    return parts == null ? Architecture.preset(preset) : parts.architecture();
  }
}
