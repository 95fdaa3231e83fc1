package dev.residual.model;

/**
 * How a pixel becomes a number: (pixel - mean) / scale.
 *
 * @param mean in grey levels, 0 to 255
 * @param scale in grey levels, above 0
 */
public record Normalization(double mean, double scale) {

  /** The article's: black is -1, white is 1. */
  public static final Normalization ARTICLE = new Normalization(127.5, 127.5);
}
