package dev.residual.evaluation.run;

import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.web.EvaluationAnswers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.http.MediaType;

/**
 * Documents the operations on evaluations on other data sets, one annotation for each handler of
 * {@link EvaluationRunController}.
 */
final class EvaluationRunOperations {

  private EvaluationRunOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "evaluateModel",
      summary = "Submit an evaluation of a model on another data set",
      description =
          "The data set must have the same labels; their order may differ. The model is evaluated"
              + " on its test set as soon as a device is free, before trainings that wait.")
  @ApiResponse(responseCode = "202", description = "Queued; Location is the path of the evaluation")
  @ApiResponse(responseCode = "400", description = "The data set is missing or unknown")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @ApiResponse(
      responseCode = "409",
      description = "The model is a backbone, code model-without-labels")
  @ApiResponse(
      responseCode = "422",
      description =
          "The data set has other labels or colors that the model does not know, or is not ready,"
              + " code dataset-not-ready")
  @ApiResponse(
      responseCode = "429",
      description = "As for POST /jobs, codes queue-full and too-many-jobs; see Retry-After")
  @interface Submit {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "listEvaluations",
      summary = "List the evaluations of a model on other data sets, newest first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @interface ListAll {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getModelEvaluation",
      summary = "Get an evaluation: its status, its progress and its main figures")
  @ApiResponse(responseCode = "200")
  @NotFound
  @interface Get {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "deleteEvaluation",
      summary = "Delete an evaluation; one that waits or runs is cancelled")
  @ApiResponse(responseCode = "204")
  @NotFound
  @interface Delete {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getEvaluationReport",
      summary = "Get how good the model is on the other test set",
      description = "The same document as GET /models/{id}/evaluation.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = EvaluationReport.class)))
  @NotReady
  @interface Report {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getEvaluationConfusionDiagram",
      summary = "Get the confusion matrix on the other test set as an SVG image")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = EvaluationAnswers.SVG, schema = @Schema(type = "string")))
  @NotReady
  @interface Confusion {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getEvaluationReliabilityDiagram",
      summary = "Get the reliability diagram on the other test set as an SVG image")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = EvaluationAnswers.SVG, schema = @Schema(type = "string")))
  @NotReady
  @interface ReliabilityDiagram {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "downloadEvaluationLabelErrors",
      summary = "Download the images of the other test set whose labels are probably wrong, as CSV")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = EvaluationAnswers.CSV, schema = @Schema(type = "string")))
  @NotReady
  @interface LabelErrors {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "downloadEvaluationPredictions",
      summary = "Download the outputs for the other test set as safetensors",
      description =
          "The same tensors as GET /models/{id}/evaluation/predictions, in the order of the data"
              + " set's labels.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @NotReady
  @interface Predictions {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(
      responseCode = "404",
      description = "The model has no such evaluation, code no-such-evaluation")
  @interface NotFound {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(
      responseCode = "404",
      description = "The model has no such evaluation, code no-such-evaluation")
  @ApiResponse(
      responseCode = "409",
      description =
          "It has not succeeded, code evaluation-not-ready, or the file is missing, code"
              + " model-corrupt")
  @interface NotReady {}
}
