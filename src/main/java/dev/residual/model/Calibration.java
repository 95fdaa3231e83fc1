package dev.residual.model;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How well a network's confidence, which is the probability of its likeliest label, agrees with its
 * accuracy (Guo et al., 2017, "On Calibration of Modern Neural Networks").
 *
 * @param temperature number by which logits are divided before the softmax, above 0
 * @param fittedOn {@code held-out}, or {@code test} if no images were held out; {@code none} if the
 *     temperature is 1 because the weights are from elsewhere
 * @param errorBefore expected calibration error on the test set in 15 bins of equal width, 0 to 1
 * @param errorAfter the same error with the temperature applied; it is optimistic if the
 *     temperature was fitted on the test set
 */
@Schema(description = "How well the model's confidence agrees with its accuracy")
public record Calibration(
    @Schema(
            description =
                "Number by which logits are divided before the softmax; above 1 if the model is "
                    + "overconfident",
            example = "1.3")
        double temperature,
    @Schema(
            description =
                "Images that the temperature was fitted on: held-out, or test if none were held "
                    + "out; none for weights from elsewhere, whose temperature is 1",
            allowableValues = {"held-out", "test", "none"})
        String fittedOn,
    @Schema(
            description = "Expected calibration error on the test set, 15 bins, 0 to 1",
            example = "0.042")
        double errorBefore,
    @Schema(
            description =
                "The same error with the temperature applied; optimistic if the temperature was "
                    + "fitted on the test set",
            example = "0.009")
        double errorAfter) {}
