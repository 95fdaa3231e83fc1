package dev.residual.feedback;

import dev.residual.web.Problem;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What is recorded of predictions, and how long.
 *
 * @param enabled whether predictions are recorded and feedback is taken
 * @param sample the share of the predictions that are recorded, above 0 and at most 1
 * @param retention how long predictions, their truth and their images are kept
 * @param maxPredictions how many predictions are kept; beyond it the oldest are deleted
 * @param images which images are kept
 * @param unlabeledImages how long an image waits for its truth, if only those with truth are kept
 * @param imageStorage how many bytes of images are kept
 * @param buffer how many predictions of a node wait for the database
 * @param imageBuffer how many bytes of their images wait with them
 * @param flushInterval how often a node writes what waits
 */
@Validated
@ConfigurationProperties("residual.feedback")
public record FeedbackSettings(
    @DefaultValue("false") boolean enabled,
    @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") @DefaultValue("1") double sample,
    @NotNull @DurationMin(days = 1) @DurationMax(days = 3650) @DefaultValue("90d")
        Duration retention,
    @Min(1_000) @Max(10_000_000) @DefaultValue("1000000") int maxPredictions,
    @NotNull @DefaultValue("none") KeptImages images,
    @NotNull @DurationMin(minutes = 1) @DurationMax(days = 3650) @DefaultValue("1d")
        Duration unlabeledImages,
    @NotNull @DefaultValue("1GB") DataSize imageStorage,
    @Min(64) @Max(1_000_000) @DefaultValue("10000") int buffer,
    @NotNull @DefaultValue("64MB") DataSize imageBuffer,
    @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("1s")
        Duration flushInterval) {

  /**
   * Checks that feedback is switched on.
   *
   * @throws Problem (409) if it is not
   */
  public void requireEnabled() {
    if (!enabled) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "feedback-disabled",
          "Predictions are not recorded here, so that there is nothing to compare. The operator can"
              + " switch it on with residual.feedback.enabled=true.");
    }
  }
}
