package dev.residual.job;

import dev.residual.pipeline.Between;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/**
 * The body of {@code PATCH /jobs/{id}}.
 *
 * @param priority higher first
 */
@Schema(name = "JobPatch")
record JobPatch(
    @Schema(description = "higher first", example = "10")
        @NotNull(message = "must be given")
        @Between(min = JobRequest.MIN_PRIORITY, max = JobRequest.MAX_PRIORITY)
        Integer priority) {}
