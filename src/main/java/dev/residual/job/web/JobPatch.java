package dev.residual.job.web;

import dev.residual.job.JobRequest;
import dev.residual.pipeline.DecimalRange;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;

/**
 * The body of {@code PATCH /jobs/{id}}.
 *
 * @param priority the new priority, -100 to 100; higher runs first
 */
@Schema(name = "JobPatch")
record JobPatch(
    @Schema(description = "a higher one runs first", example = "10")
        @NotNull(message = "must be given")
        @DecimalRange(min = JobRequest.MIN_PRIORITY, max = JobRequest.MAX_PRIORITY)
        Integer priority) {}
