package dev.residual.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The network that a client requests: the name of a preset, or the parts of a custom network. */
@Schema(
    description = "The name of a preset, or the parts of a custom network",
    oneOf = {String.class, ArchitectureRequest.Parts.class},
    example = "resnet18")
public record ArchitectureRequest(@Nullable String preset, @Nullable Parts parts) {

  /** The parts of a custom network. A part that is not given defaults to that of ResNet-18. */
  @Schema(name = "CustomArchitecture")
  public record Parts(
      @Schema(description = "kind of the residual blocks; default basic") @Nullable BlockKind block,
      @Schema(description = "number of residual blocks of each stage; default [2, 2, 2, 2]")
          @Nullable List<Integer> blocks,
      @Schema(description = "width of each stage; default [64, 128, 256, 512]")
          @Nullable List<Integer> channels,
      @Schema(description = "small for images trained at 28 pixels; default large")
          @Nullable Stem stem,
      @Schema(description = "default article for basic blocks, torchvision for bottleneck blocks")
          @Nullable Convention convention) {

    /**
     * Returns the network that has these parts.
     *
     * @throws IllegalArgumentException if the parts do not fit together
     */
    private Architecture toArchitecture() {
      BlockKind kind = block == null ? BlockKind.BASIC : block;
      Convention defaultConvention =
          kind == BlockKind.BASIC ? Convention.ARTICLE : Convention.TORCHVISION;
      Architecture resnet18 = Architecture.preset("resnet18");
      List<Integer> numbers = blocks == null ? resnet18.blocks() : blocks;
      List<Integer> widths = channels == null ? resnet18.channels() : channels;
      requireNumbers("blocks", numbers, Architecture.MAX_BLOCKS);
      requireNumbers("channels", widths, Architecture.MAX_CHANNELS);
      return new Architecture(
          kind,
          numbers,
          widths,
          stem == null ? Stem.LARGE : stem,
          convention == null ? defaultConvention : convention);
    }

    private static Parts of(Architecture architecture) {
      return new Parts(
          architecture.block(),
          architecture.blocks(),
          architecture.channels(),
          architecture.stem(),
          architecture.convention());
    }

    private static void requireNumbers(
        String field, List<? extends @Nullable Integer> numbers, int max) {
      for (int i = 0; i < numbers.size(); i++) {
        if (numbers.get(i) == null) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "%s[%d] must be between 1 and %d, was null", field, i, max));
        }
      }
    }
  }

  public ArchitectureRequest {
    if ((preset == null) == (parts == null)) {
      throw new IllegalArgumentException("must be either a preset or parts");
    }
  }

  /** Requests a preset. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ArchitectureRequest named(String preset) {
    return new ArchitectureRequest(preset, null);
  }

  /** Requests a custom network. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ArchitectureRequest of(Parts parts) {
    return new ArchitectureRequest(null, parts);
  }

  /** Requests a network, by name if it is a preset in its own convention. */
  public static ArchitectureRequest of(Architecture architecture) {
    String name = architecture.name();
    return Architecture.PRESETS.contains(name) && Architecture.preset(name).equals(architecture)
        ? named(name)
        : of(Parts.of(architecture));
  }

  /** Returns this request as it is in JSON: a string or an object. */
  @JsonValue
  public Object toJson() {
    return parts == null ? requiredPreset() : parts;
  }

  /** Returns the preset, which is not null if there are no parts. */
  private String requiredPreset() {
    return Objects.requireNonNull(preset);
  }

  /** Returns the same request with every part filled in, or itself if the parts do not fit. */
  ArchitectureRequest withDefaults() {
    if (parts == null) {
      return this;
    }
    try {
      return of(Parts.of(parts.toArchitecture()));
    } catch (IllegalArgumentException e) {
      // The client gets the reason when the request is validated.
      return this;
    }
  }

  /**
   * Returns the requested network.
   *
   * @throws dev.residual.nn.UnknownArchitectureException if no preset has the name
   * @throws IllegalArgumentException if the parts do not fit together
   */
  public Architecture toArchitecture() {
    return parts == null ? Architecture.preset(requiredPreset()) : parts.toArchitecture();
  }
}
