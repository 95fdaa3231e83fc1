package dev.residual.predict;

import dev.residual.image.Fit;
import dev.residual.image.Polarity;
import dev.residual.model.ModelRegistry;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of {@code POST /predict}. Spring binds a parameter that is absent as null,
 * and the constructor replaces null and the empty string by the default.
 *
 * @param model an alias or a model's id
 * @param topK how many of the most probable labels a prediction lists, from 1 to 10
 * @param fit how a file of another size is treated: {@code exact} refuses it, {@code resize}
 *     resizes it
 * @param polarity {@code auto} inverts images with a light border, {@code as-is} inverts none
 * @param explain whether a prediction has a heatmap
 * @param abstainBelow the probability from 0 to 1 below which a prediction has no label; null for
 *     none
 */
record PredictOptions(
    @Parameter(description = "an alias or a model's id")
        @Schema(defaultValue = ModelRegistry.DEFAULT)
        String model,
    @Parameter(description = "how many of the most probable labels to list")
        @Schema(defaultValue = "3")
        @Range(min = 1, max = 10, message = "must be between {min} and {max}")
        Integer topK,
    @Parameter(
            description =
                "resize brings a PNG or JPEG of any size to the model's size by averaging areas,"
                    + " and centers it")
        @Schema(defaultValue = EXACT)
        @Pattern(
            regexp = EXACT + "|" + RESIZE,
            message = "must be exact or resize, was ${validatedValue}")
        String fit,
    @Parameter(description = "auto inverts images with a light border")
        @Schema(defaultValue = AS_IS)
        @Pattern(
            regexp = AS_IS + "|" + AUTO,
            message = "must be as-is or auto, was ${validatedValue}")
        String polarity,
    @Parameter(
            description =
                "adds heatmap, a base64 PNG that shows which places of the image support the label")
        @Schema(defaultValue = "false")
        Boolean explain,
    @Parameter(description = "the label is null if no label has at least this probability")
        @DecimalMin(value = "0", message = PROBABILITY)
        @DecimalMax(value = "1", message = PROBABILITY)
        @Nullable Double abstainBelow) {

  private static final String EXACT = "exact";
  private static final String RESIZE = "resize";
  private static final String AS_IS = "as-is";
  private static final String AUTO = "auto";
  private static final String PROBABILITY = "must be between 0 and 1, was ${validatedValue}";
  private static final int DEFAULT_TOP_K = 3;

  PredictOptions {
    model = withDefault(model, ModelRegistry.DEFAULT);
    topK = topK == null ? DEFAULT_TOP_K : topK;
    fit = withDefault(fit, EXACT);
    polarity = withDefault(polarity, AS_IS);
    explain = explain != null && explain;
  }

  private static String withDefault(@Nullable String value, String other) {
    return value == null || value.isEmpty() ? other : value;
  }

  /** Returns how a file is brought to the model's size. */
  Fit imageFit() {
    return fit.equals(RESIZE) ? Fit.RESIZE : Fit.EXACT;
  }

  /** Returns whether an image with a light border is inverted. */
  Polarity imagePolarity() {
    return polarity.equals(AUTO) ? Polarity.AUTO : Polarity.AS_IS;
  }
}
