package dev.residual.predict;

import dev.residual.image.Fit;
import dev.residual.image.ImageConversion;
import dev.residual.image.Polarity;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.web.Problem;
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
 * @param fit how a file of another size is treated by a model of images of one size: {@code exact},
 *     the default, refuses it, {@code resize} resizes it, {@code auto} cuts out its content. A
 *     model of images of any size knows only {@code crop}, which treats them as in its data set.
 *     Null if not given
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
                "how a file of another size is brought to the size of a model of images of one size:"
                    + " exact, the default, refuses it; resize takes all of it, by averaging areas,"
                    + " and centers it; auto finds the background at its border, cuts out the"
                    + " content and frames it as in the model's data set. A model of images of any"
                    + " size takes only crop, its default, which does to a file what was done to"
                    + " the images of its data set")
        @Schema(allowableValues = {EXACT, RESIZE, AUTO, CROP})
        @Nullable String fit,
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

  private static final int TOP_K = 3;
  private static final String EXACT = "exact";
  private static final String RESIZE = "resize";
  private static final String CROP = "crop";
  private static final String AS_IS = "as-is";
  private static final String AUTO = "auto";
  private static final String BYTE = "255";
  private static final String UNIT = "1";
  private static final String PROBABILITY = "must be between 0 and 1, was ${validatedValue}";

  /** Returns the options of a request that gives none but the model. */
  static PredictOptions defaults(String model) {
    return new PredictOptions(model, TOP_K, null, AS_IS, BYTE, false, null);
  }

  /**
   * Returns how files and pixels become images for a model.
   *
   * @throws Problem (400) if the model does not know the fit or the polarity
   */
  InputConversion conversion(RegisteredModel to) {
    Preprocessing preprocessing = to.preprocessing();
    if (preprocessing.fit() == Preprocessing.DefaultFit.CROP) {
      requireDefaults();
      return new InputConversion(preprocessing, null);
    }
    return new InputConversion(
        preprocessing,
        new ImageConversion(
            to.imageFormat(), imageFit(), imagePolarity(), preprocessing.framing()));
  }

  private void requireDefaults() {
    if (fit != null && !fit.equals(CROP)) {
      throw Problem.refused(
          "fit",
          "must be crop or absent, because the model takes images of any size and treats them as"
              + " those of its data set, was "
              + fit);
    }
    if (!polarity.equals(AS_IS)) {
      throw Problem.refused(
          "polarity",
          "must be as-is, because the model was trained on images of any polarity as they are, was "
              + polarity);
    }
  }

  /** Returns how a file is brought to the one size that the model takes. */
  private Fit imageFit() {
    return switch (fit == null ? EXACT : fit) {
      case EXACT -> Fit.EXACT;
      case RESIZE -> Fit.RESIZE;
      case AUTO -> Fit.AUTO;
      default -> throw Problem.refused("fit", "must be exact, resize or auto, was " + fit);
    };
  }

  /** Returns whether an image that is dark on light is inverted. */
  private Polarity imagePolarity() {
    return polarity.equals(AUTO) ? Polarity.AUTO : Polarity.AS_IS;
  }

  /** Returns what the numbers of a JSON image mean. */
  PixelScale pixelScale() {
    return scale.equals(UNIT) ? PixelScale.UNIT : PixelScale.BYTE;
  }
}
