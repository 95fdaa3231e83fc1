package dev.residual.sweep;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A range of numbers.
 *
 * @param min its lowest value
 * @param max its highest value
 * @param scale null for linear
 * @param steps number of values that a grid takes from it, both ends included; null for a random
 *     search
 */
@Schema(name = "ValueRange")
public record ValueRange(
    @Schema(example = "0.0001") @Nullable Double min,
    @Schema(example = "0.1") @Nullable Double max,
    @Schema(
            description =
                "linear: equal differences are equally likely. log: equal ratios are equally"
                    + " likely. Default linear",
            example = "log")
        @Nullable RangeScale scale,
    @Schema(
            description =
                "for a grid: the number of values that are taken from the range, both ends"
                    + " included; 2 to 1000")
        @Nullable Integer steps) {

  RangeScale scaleOrDefault() {
    return scale == null ? RangeScale.LINEAR : scale;
  }
}
