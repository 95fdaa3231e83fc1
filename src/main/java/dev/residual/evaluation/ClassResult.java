package dev.residual.evaluation;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How well a model recognizes the images of one class.
 *
 * @param images how many test images are of it
 * @param predicted how many test images were classified as it
 * @param precision the share of those classified as it that are of it; null if there are none
 * @param recall the share of its images that were classified as it; null if there are none
 * @param f1 harmonic mean of precision and recall, 2 hits / (images + predicted); null if both are
 *     0
 * @param tooFewToTell whether the class has so few images that its figures say little
 */
@Schema(description = "How well the model recognizes the images of one class")
public record ClassResult(
    int index,
    @Schema(example = "Shirt") String label,
    @Schema(description = "Test images of the class (the support)", example = "1000") int images,
    @Schema(description = "Test images that were classified as it", example = "982") int predicted,
    @Schema(description = "null if no image was classified as the class", example = "0.783")
        @Nullable Double precision,
    @Schema(description = "null if the class has no test images") @Nullable WilsonInterval recall,
    @Schema(description = "null if there are neither images nor predictions", example = "0.776")
        @Nullable Double f1,
    @Schema(description = "Whether the class has fewer than 10 test images", example = "false")
        boolean tooFewToTell) {

  /** With fewer images, the interval of the recall can be wider than a half. */
  static final int FEW_IMAGES = 10;

  static ClassResult of(int index, String label, int images, int predicted, int hits) {
    return new ClassResult(
        index,
        label,
        images,
        predicted,
        predicted == 0 ? null : Double.valueOf((double) hits / predicted),
        images == 0 ? null : WilsonInterval.of(hits, images),
        images + predicted == 0 ? null : Double.valueOf(2.0 * hits / (images + predicted)),
        images < FEW_IMAGES);
  }
}
