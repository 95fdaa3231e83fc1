package dev.residual.job.events;

import dev.residual.web.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The step after which the next page of metrics starts, as {@code epoch.step}. */
record StepCursor(int epoch, int step) {

  static final StepCursor START = new StepCursor(0, 0);

  private static final Pattern FORMAT = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");

  /**
   * Parses a cursor.
   *
   * @param text the result of {@link #toString()}; null for the start
   * @throws Problem (400) if it is not a cursor
   */
  static StepCursor parse(@Nullable String text) {
    if (text == null) {
      return START;
    }
    Matcher parts = FORMAT.matcher(text);
    if (!parts.matches()) {
      throw Problem.refused("cursor", "must be the nextCursor of an earlier response, was " + text);
    }
    return new StepCursor(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  @Override
  public String toString() {
    return epoch + "." + step;
  }
}
