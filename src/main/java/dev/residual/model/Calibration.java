package dev.residual.model;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * How a network's confidence, the probability of its likeliest label, goes with how often it is
 * right (Guo et al., 2017, "On Calibration of Modern Neural Networks").
 *
 * @param temperature by which logits are to be divided before the softmax, above 0
 * @param fittedOn {@code held-out}, or {@code test} where nothing was held out
 * @param errorBefore expected calibration error on the test set, 15 bins of equal width, 0 to 1
 * @param errorAfter the same with the temperature; too good to be true where it was fitted on the
 *     test set itself
 */
@Schema(description = "how sure the model is, against how often it is right")
public record Calibration(
    @Schema(
            description =
                "logits divided by it make the likeliest label's probability what it should be; "
                    + "above 1 where the model is surer than it is right",
            example = "1.3")
        double temperature,
    @Schema(
            description = "held-out, or test where nothing was held out",
            allowableValues = {"held-out", "test"})
        String fittedOn,
    @Schema(
            description = "expected calibration error on the test set, 15 bins, 0 to 1",
            example = "0.042")
        double errorBefore,
    @Schema(
            description =
                "the same with the temperature; optimistic where that was fitted on the test set",
            example = "0.009")
        double errorAfter) {}
