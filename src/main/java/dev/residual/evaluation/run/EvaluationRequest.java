package dev.residual.evaluation.run;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * The body of {@code POST /models/{id}/evaluations}.
 *
 * @param dataset the name of a data set, or a name and a version
 */
@Schema(name = "EvaluationRequest")
record EvaluationRequest(
    @Schema(
            description = "A ready one of GET /datasets, name or name@version",
            example = "fashion-mnist-sample")
        @NotBlank(message = "must be the name of a data set, see GET /datasets")
        @Size(max = 120, message = "must have at most {max} characters")
        String dataset) {}
