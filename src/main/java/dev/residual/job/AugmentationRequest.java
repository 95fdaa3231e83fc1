package dev.residual.job;

import dev.residual.dataset.Augmentation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** What is done to training pictures, in a request. */
@Schema(name = "Augmentation")
record AugmentationRequest(
    @Schema(description = "mirror each picture every other epoch; article: false")
        @Nullable Boolean horizontalFlip,
    @Schema(description = "pixels of the original by which a picture may move; article: 0")
        @Min(value = 0, message = SHIFT)
        @Max(value = 8, message = SHIFT)
        @Nullable Integer maxShift,
    @Schema(description = "probability that a random rectangle is erased; article: 0")
        @DecimalMin(value = "0", message = ERASE)
        @DecimalMax(value = "1", message = ERASE)
        @Nullable Double randomErasing) {

  private static final String SHIFT = "must be between 0 and 8, was ${validatedValue}";
  private static final String ERASE = "must be between 0 and 1, was ${validatedValue}";

  /** What was given over the usual. */
  static AugmentationRequest filled(@Nullable AugmentationRequest given, Augmentation usual) {
    return new AugmentationRequest(
        given == null || given.horizontalFlip == null
            ? (Boolean) usual.horizontalFlip()
            : given.horizontalFlip,
        given == null || given.maxShift == null ? (Integer) usual.maxShift() : given.maxShift,
        given == null || given.randomErasing == null
            ? (Double) usual.randomErasing()
            : given.randomErasing);
  }

  /** Of a request whose defaults are filled in. */
  @SuppressWarnings("NullAway")
  Augmentation augmentation() {
    return new Augmentation(horizontalFlip, maxShift, randomErasing);
  }
}
