package dev.residual.evaluation.web;

import dev.residual.evaluation.EvaluationReport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.http.MediaType;

/**
 * Documents the operations on evaluations, one annotation for each handler of {@link
 * EvaluationController}.
 */
final class EvaluationOperations {

  private EvaluationOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getEvaluation",
      summary = "Get how good a model is on its test set",
      description =
          "Accuracy with its interval, results of each class, confusion matrix, reliability diagram"
              + " before and after the temperature, the worst mistakes, and images whose labels are"
              + " probably wrong. It is computed at the end of the training and kept when the data"
              + " set is deleted.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = EvaluationReport.class)))
  @Missing
  @interface Get {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getConfusionDiagram",
      summary = "Get the confusion matrix as an SVG image",
      description = "Beyond 30 classes it has the 30 with the most mistakes.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = EvaluationAnswers.SVG, schema = @Schema(type = "string")))
  @Missing
  @interface Confusion {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getReliabilityDiagram",
      summary = "Get the reliability diagram, before and after the temperature, as an SVG image")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = EvaluationAnswers.SVG, schema = @Schema(type = "string")))
  @Missing
  @interface ReliabilityDiagram {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "downloadLabelErrors",
      summary = "Download all images whose labels are probably wrong, as CSV",
      description =
          "The surest ones of each split come first. The image has this index in GET"
              + " /datasets/{name}/images/{split}/{index}.")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
  @Missing
  @interface LabelErrors {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "downloadPredictions",
      summary = "Download the outputs for the test set as safetensors",
      description =
          "The tensors are labels and logits; beyond 100 classes labels, top_labels,"
              + " top_probabilities (of the five most probable) and label_probabilities.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @Missing
  @interface Predictions {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "compareModels",
      summary = "Compare two models on the test set that both were tested on",
      description =
          "McNemar's test with mid-p-value, the difference of the accuracies with its 95 % interval,"
              + " and one sentence that says which model is better.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "a or b is missing")
  @Missing
  @ApiResponse(
      responseCode = "422",
      description = "They were tested on different images, code different-tests")
  @interface Compare {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(
      responseCode = "404",
      description =
          "There is no such model, code no-such-model; or it has no evaluation, because an earlier"
              + " version trained it or its weights are from elsewhere, code no-evaluation")
  @ApiResponse(
      responseCode = "409",
      description =
          "The model is a backbone, code model-without-labels; or the file is missing or damaged,"
              + " code model-corrupt")
  @interface Missing {}
}
