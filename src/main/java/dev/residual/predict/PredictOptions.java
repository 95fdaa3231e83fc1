package dev.residual.predict;

import dev.residual.image.Fit;
import dev.residual.image.Polarity;
import org.jspecify.annotations.Nullable;

/**
 * How images are to be named.
 *
 * @param model an alias or a model's id
 * @param topK how many of the likeliest labels
 * @param explain whether a heatmap is wanted
 * @param abstainBelow probability below which no label is given; null for none
 */
record PredictOptions(
    String model,
    int topK,
    Fit fit,
    Polarity polarity,
    boolean explain,
    @Nullable Double abstainBelow) {

  static final String RESIZE = "resize";
  static final String FITS = "exact|resize";
  static final String AUTO = "auto";
  static final String POLARITIES = "as-is|auto";

  static PredictOptions of(
      String model,
      int topK,
      String fit,
      String polarity,
      boolean explain,
      @Nullable Double abstainBelow) {
    return new PredictOptions(
        model,
        topK,
        fit.equals(RESIZE) ? Fit.RESIZE : Fit.EXACT,
        polarity.equals(AUTO) ? Polarity.AUTO : Polarity.AS_IS,
        explain,
        abstainBelow);
  }
}
