package dev.residual.evaluation;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A test image that was classified wrongly.
 *
 * @param image index in the test split
 * @param probability that of the predicted label, with the temperature
 * @param labelProbability that of the correct label, with the temperature
 * @param thumbnail a PNG of at most 64x64 pixels
 */
@Schema(description = "A test image that was classified wrongly")
public record Mistake(
    @Schema(description = "Index of the image in the test split", example = "2135") int image,
    @Schema(description = "The correct label", example = "Shirt") String label,
    @Schema(example = "Coat") String predicted,
    @Schema(description = "Probability of the predicted label, calibrated", example = "0.998")
        double probability,
    @Schema(description = "Probability of the correct label, calibrated", example = "0.001")
        double labelProbability,
    @Schema(
            description = "A PNG of at most 64x64 pixels; it is kept when the data set is deleted",
            example =
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
        byte[] thumbnail) {

  /** How many of the worst ones are kept. */
  static final int KEPT = 32;
}
