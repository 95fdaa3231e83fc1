package dev.residual.training;

final class Range {

  private Range() {}

  static void require(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new ImpossibleRecipeException(
          field, "must be between %d and %d, was %d".formatted(min, max, value));
    }
  }

  static void require(String field, double value, double min, double max) {
    // Written so that NaN is refused too.
    if (!(value >= min && value <= max)) {
      throw new ImpossibleRecipeException(
          field, "must be between %s and %s, was %s".formatted(min, max, value));
    }
  }
}
