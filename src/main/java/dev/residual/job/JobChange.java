package dev.residual.job;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * The body of {@code PATCH /jobs/{id}}.
 *
 * @param priority higher first
 */
@Schema(name = "JobChange")
record JobChange(
    @Schema(description = "higher first", example = "10")
        @NotNull(message = "must be given")
        @Min(value = -100, message = JobRequest.PRIORITY)
        @Max(value = 100, message = JobRequest.PRIORITY)
        Integer priority) {}
