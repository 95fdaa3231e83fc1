package dev.residual.dataset.feedback;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which images of predictions become a data set.
 *
 * @param model an alias or the id of a model; null for the default model
 * @param from the first day of the predictions in UTC; null for the oldest that is kept
 * @param to the last day; null for the newest
 */
@Schema(
    name = "FeedbackSelection",
    description = "Images that were classified, and whose truth was told by POST /feedback")
public record FeedbackSelection(
    @Schema(
            description = "An alias or the id of the model that classified them",
            defaultValue = "default")
        @Nullable String model,
    @Schema(
            description = "The first day in UTC; default that of the oldest image",
            example = "2026-01-01")
        @Nullable LocalDate from,
    @Schema(
            description = "The last day in UTC; default that of the newest image",
            example = "2026-01-31")
        @Nullable LocalDate to) {}
