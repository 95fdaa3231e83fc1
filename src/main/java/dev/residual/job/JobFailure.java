package dev.residual.job;

import dev.residual.web.UnicodeText;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * The reason why a job failed.
 *
 * @param code {@code diverged}, {@code data}, {@code storage}, {@code corrupt-checkpoints}, {@code
 *     initial-model}, {@code invalid-recipe}, {@code out-of-memory}, {@code attempts-exhausted} or
 *     {@code internal}
 * @param message an explanation for people, cut to 1000 characters
 */
@Embeddable
public record JobFailure(
    @Column(name = "failure_code") String code, @Column(name = "failure_message") String message) {

  public static final String STORAGE = "storage";
  public static final String CORRUPT_CHECKPOINTS = "corrupt-checkpoints";
  public static final String ATTEMPTS_EXHAUSTED = "attempts-exhausted";
  public static final String INTERNAL = "internal";

  private static final int MAX_MESSAGE = 1000;

  public JobFailure {
    message = UnicodeText.storable(message, MAX_MESSAGE);
  }
}
