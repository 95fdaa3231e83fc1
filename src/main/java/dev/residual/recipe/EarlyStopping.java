package dev.residual.recipe;

import dev.residual.pipeline.DecimalRange;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/**
 * Ends a training that no longer improves on the held-out images, and keeps its best weights.
 *
 * @param patience number of epochs that are not better than the best one; null only in a request
 *     that is not validated yet
 */
@Schema(name = "EarlyStopping")
public record EarlyStopping(
    @Schema(
            description =
                "number of epochs that are not better than the best one on the validation images",
            example = "3")
        @NotNull(message = "must be given")
        @DecimalRange(min = "1", max = Recipe.MAX_EPOCHS)
        Integer patience) {}
