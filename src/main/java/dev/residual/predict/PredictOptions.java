package dev.residual.predict;

import dev.residual.image.Fit;
import dev.residual.image.ImageConversion;
import dev.residual.image.Polarity;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of {@code POST /predict}.
 *
 * @param model an alias or a model's id
 * @param topK how many of the most probable labels a prediction lists, from 1 to 10
 * @param fit how a file of another size is treated: {@code exact} refuses it, {@code resize}
 *     resizes it, {@code auto} cuts out its content
 * @param polarity {@code auto} inverts images with a light border, {@code as-is} inverts none
 * @param scale the value of white in JSON numbers: 255 or 1
 * @param explain whether a prediction has a heatmap
 * @param abstainBelow the probability from 0 to 1 below which a prediction has no label; null for
 *     none
 */
record PredictOptions(
    @Parameter(description = "an alias or a model's id")
        @Schema(defaultValue = ModelRegistry.DEFAULT)
        String model,
    @Parameter(description = "how many of the most probable labels to list")
        @Schema(defaultValue = "" + TOP_K)
        @Range(min = 1, max = 10, message = "must be between {min} and {max}")
        int topK,
    @Parameter(
            description =
                "how a file of another size is brought to the model's size: resize takes all of it,"
                    + " by averaging areas, and centers it; auto finds the background at its"
                    + " border, cuts out the content and frames it as in the model's data set")
        @Schema(defaultValue = EXACT)
        @Pattern(
            regexp = EXACT + "|" + RESIZE + "|" + AUTO,
            message = "must be exact, resize or auto, was ${validatedValue}")
        String fit,
    @Parameter(
            description = "auto inverts dark on light; transparent pixels then count as background")
        @Schema(defaultValue = AS_IS)
        @Pattern(
            regexp = AS_IS + "|" + AUTO,
            message = "must be as-is or auto, was ${validatedValue}")
        String polarity,
    @Parameter(description = "the value of white in JSON numbers: 255, or 1 for values from 0 to 1")
        @Schema(defaultValue = BYTE)
        @Pattern(regexp = BYTE + "|" + UNIT, message = "must be 255 or 1, was ${validatedValue}")
        String scale,
    @Parameter(
            description =
                "adds heatmap, a base64 PNG that shows which places of the image support the label,"
                    + " and heatmapMethod, which says how it was computed")
        @Schema(defaultValue = "false")
        boolean explain,
    @Parameter(description = "the label is null if no label has at least this probability")
        @DecimalMin(value = "0", message = PROBABILITY)
        @DecimalMax(value = "1", message = PROBABILITY)
        @Nullable Double abstainBelow) {

  static final int TOP_K = 3;
  static final String EXACT = "exact";
  private static final String RESIZE = "resize";
  static final String AS_IS = "as-is";
  private static final String AUTO = "auto";
  static final String BYTE = "255";
  private static final String UNIT = "1";
  private static final String PROBABILITY = "must be between 0 and 1, was ${validatedValue}";

  /** Returns how a file is brought to the model's size. */
  Fit imageFit() {
    return switch (fit) {
      case RESIZE -> Fit.RESIZE;
      case AUTO -> Fit.AUTO;
      default -> Fit.EXACT;
    };
  }

  /** Returns whether an image that is dark on light is inverted. */
  Polarity imagePolarity() {
    return polarity.equals(AUTO) ? Polarity.AUTO : Polarity.AS_IS;
  }

  /** Returns how a file becomes an image for a model. */
  ImageConversion conversion(RegisteredModel to) {
    return new ImageConversion(
        to.imageFormat(), imageFit(), imagePolarity(), to.preprocessing().framing());
  }

  /** Returns what the numbers of a JSON image mean. */
  PixelScale pixelScale() {
    return scale.equals(UNIT) ? PixelScale.UNIT : PixelScale.BYTE;
  }
}
