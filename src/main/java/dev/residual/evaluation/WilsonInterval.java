package dev.residual.evaluation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * A share of images with its 95 % confidence interval (Wilson, 1927, "Probable Inference, the Law
 * of Succession, and Statistical Inference"), which also holds for few images and for shares near 0
 * and 1.
 *
 * @param value the share that was found, 0 to 1
 * @param low lower end of the interval, 0 to 1
 * @param high upper end of the interval, 0 to 1
 */
@Schema(name = "Share", description = "A share of images, with its 95 % interval (Wilson)")
public record WilsonInterval(
    @Schema(description = "The share that was found, 0 to 1", example = "0.912") double value,
    @Schema(example = "0.9063") double low,
    @Schema(example = "0.9174") double high) {

  /** The 97.5 % quantile of the standard normal distribution. */
  static final double Z = 1.959963984540054;

  /**
   * Returns the share of the hits.
   *
   * @param images above 0
   * @param hits at least 0 and at most {@code images}
   */
  public static WilsonInterval of(int hits, int images) {
    if (images < 1 || hits < 0 || hits > images) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "of %d images, %d cannot be hits", images, hits));
    }
    double share = (double) hits / images;
    double z2 = Z * Z;
    double center = (share + z2 / (2 * images)) / (1 + z2 / images);
    double half =
        Z
            / (1 + z2 / images)
            * Math.sqrt(share * (1 - share) / images + z2 / (4.0 * images * images));
    // Rounding must not leave out a share of exactly 0 or 1.
    return new WilsonInterval(
        share,
        Math.max(0, Math.min(share, center - half)),
        Math.min(1, Math.max(share, center + half)));
  }
}
