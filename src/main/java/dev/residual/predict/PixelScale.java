package dev.residual.predict;

import dev.residual.web.Problem;
import java.util.Arrays;
import java.util.function.Supplier;

/** The range of the numbers of a JSON image. */
enum PixelScale {
  /** Whole numbers from 0 (black) to 255 (white). */
  BYTE(255),
  /** Numbers from 0 (black) to 1 (white). */
  UNIT(1);

  private static final int LEVELS = 255;

  private final int white;

  PixelScale(int white) {
    this.white = white;
  }

  /**
   * Checks that a client that sends no numbers has not chosen what they mean.
   *
   * @throws Problem (400) if this is not the default
   */
  void requireDefault() {
    if (this != BYTE) {
      throw Problem.refused(
          "scale", "is for images that are JSON numbers, and the request has none");
    }
  }

  /**
   * Checks that levels are not on another scale than this, on which they would look nearly black.
   *
   * @param field position of the image in the request
   * @throws Problem (400) if this is the scale of bytes, and all values are fractions of one
   */
  void requireNoFractions(String field, double[] values) {
    if (this == BYTE
        && Arrays.stream(values).allMatch(value -> value >= 0 && value <= 1)
        && Arrays.stream(values).anyMatch(value -> value != Math.rint(value))) {
      throw Problem.refused(
          field,
          "must have values from 0 to 255, had fractions from 0 to 1; multiply them by 255, or send"
              + " the parameter scale=1");
    }
  }

  /**
   * Returns the level that a number means.
   *
   * @param place of the number in the request
   * @throws Problem (400) if the number is out of range, or not whole where it must be
   */
  byte level(Supplier<String> place, double number) {
    if (!(number >= 0 && number <= white)) {
      throw Problem.refused(
          place.get(), "must be between 0 and " + white + ", was " + shown(number));
    }
    if (this == BYTE && number != Math.rint(number)) {
      throw Problem.refused(place.get(), "must be a whole number, was " + number);
    }
    return (byte) Math.round(number * LEVELS / white);
  }

  private static String shown(double number) {
    return number == Math.rint(number) && Math.abs(number) < Long.MAX_VALUE
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
