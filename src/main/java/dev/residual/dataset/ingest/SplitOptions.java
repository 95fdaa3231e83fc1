package dev.residual.dataset.ingest;

import dev.residual.web.InvalidValueException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How images are split whose archive does not say it. What is null is not given.
 *
 * @param test share of the images for the test, from 0.01 to 0.5
 * @param validation share of the images for the validation, from 0 to 0.5
 * @param seed seed of the selection
 */
public record SplitOptions(
    @Nullable Double test, @Nullable Double validation, @Nullable Long seed) {

  private static final double MIN_TEST = 0.01;
  private static final double MAX_SHARE = 0.5;

  /** Checks the ranges of what is given. */
  public SplitOptions {
    requireBetween("test", test, MIN_TEST);
    requireBetween("validation", validation, 0);
  }

  private static void requireBetween(String field, @Nullable Double share, double min) {
    if (share != null && !(share >= min && share <= MAX_SHARE)) {
      throw new InvalidValueException(
          String.format(
              Locale.ROOT,
              "%s must be between %s and %s, was %s; it is a share of all images",
              field,
              min,
              MAX_SHARE,
              share));
    }
  }

  /** Returns these options, and those of {@code base} where nothing is given here. */
  SplitOptions withDefaults(SplitOptions base) {
    return new SplitOptions(
        test == null ? base.test : test,
        validation == null ? base.validation : validation,
        seed == null ? base.seed : seed);
  }
}
