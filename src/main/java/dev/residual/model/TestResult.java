package dev.residual.model;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The results of a network on images that it was not trained on.
 *
 * @param split part of the data set, {@code test}
 * @param images count of the images
 * @param loss mean softmax cross-entropy, in nats
 * @param top1 share of the images, 0 to 1, whose likeliest label was correct
 * @param top5 share of the images, 0 to 1, whose correct label was among the five likeliest
 * @param macroF1 mean of the F1 of the classes that have images, 0 to 1; null in models of earlier
 *     versions
 * @param balancedAccuracy mean of the recalls of the classes that have images, 0 to 1; null in
 *     models of earlier versions
 */
public record TestResult(
    String split,
    int images,
    double loss,
    double top1,
    double top5,
    @Schema(
            description =
                "mean of the F1 of the classes that have images, 0 to 1; null for models of earlier"
                    + " versions")
        @Nullable Double macroF1,
    @Schema(
            description =
                "mean of the recalls of the classes that have images, 0 to 1; null for models of"
                    + " earlier versions")
        @Nullable Double balancedAccuracy) {}
