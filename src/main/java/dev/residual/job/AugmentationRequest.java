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
        @Nullable Boolean flip,
    @Schema(description = "pixels of the original by which a picture may move; article: 0")
        @Min(value = 0, message = SHIFT)
        @Max(value = 8, message = SHIFT)
        @Nullable Integer shift,
    @Schema(description = "probability that a random rectangle is erased; article: 0")
        @DecimalMin(value = "0", message = ERASE)
        @DecimalMax(value = "1", message = ERASE)
        @Nullable Double erase) {

  private static final String SHIFT = "must be between 0 and 8, was ${validatedValue}";
  private static final String ERASE = "must be between 0 and 1, was ${validatedValue}";

  /** What was given over the usual. */
  static AugmentationRequest filled(@Nullable AugmentationRequest given, Augmentation usual) {
    return new AugmentationRequest(
        given == null || given.flip == null ? (Boolean) usual.flip() : given.flip,
        given == null || given.shift == null ? (Integer) usual.shift() : given.shift,
        given == null || given.erase == null ? (Double) usual.erase() : given.erase);
  }

  /** Of a request whose defaults are filled in. */
  @SuppressWarnings("NullAway")
  Augmentation augmentation() {
    return new Augmentation(flip, shift, erase);
  }
}
