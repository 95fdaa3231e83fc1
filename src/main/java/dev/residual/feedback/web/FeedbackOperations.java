package dev.residual.feedback.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.http.MediaType;

/** Documents the operations on feedback, one annotation for each handler. */
final class FeedbackOperations {

  private static final String ONE =
      """
      {"predictionId": "019b7a3c-5f00-7cde-8a12-3b4c5d6e7f80", "label": "Ankle boot"}
      """;
  private static final String SEVERAL =
      """
      {"items": [
        {"predictionId": "019b7a3c-5f00-7cde-8a12-3b4c5d6e7f80", "label": "Ankle boot"},
        {"predictionId": "019b7a3c-5f00-7cde-8a12-3b4c5d6e7f81", "label": "Sneaker"}]}
      """;

  private FeedbackOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "submitFeedback",
      summary = "Submit the true labels of predictions",
      description =
          "The predictionId is in the answer of POST /predict, if residual.feedback.enabled is true."
              + " What is told last is kept. A predictor tells the truth of its own predictions"
              + " only. Of several in items, those that are refused are listed, and the others are"
              + " stored.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = FeedbackRequest.class),
                      examples = {
                        @ExampleObject(name = "One prediction", value = ONE),
                        @ExampleObject(name = "Several", value = SEVERAL)
                      })))
  @ApiResponse(
      responseCode = "200",
      description = "The answer to items",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = FeedbackResult.class)))
  @ApiResponse(
      responseCode = "204",
      description = "The truth of one prediction is stored",
      content = @Content)
  @ApiResponse(responseCode = "400", description = "A field is missing or invalid")
  @ApiResponse(
      responseCode = "403",
      description = "The prediction belongs to another key, code not-owner")
  @ApiResponse(
      responseCode = "404",
      description = "No such prediction is recorded, code no-such-prediction")
  @ApiResponse(responseCode = "409", description = Disabled.DESCRIPTION)
  @ApiResponse(
      responseCode = "422",
      description = "The model has no such label, code unknown-label; the detail names its labels")
  @ApiResponse(
      responseCode = "503",
      description =
          "Another node is still recording the prediction, code prediction-not-recorded-yet; send"
              + " it again after Retry-After")
  @interface Tell {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "deletePrediction",
      summary = "Delete what is recorded of a prediction, with its image",
      description = "Data sets that were made of the image keep it.")
  @ApiResponse(responseCode = "204", description = "It is deleted")
  @ApiResponse(responseCode = "400", description = "The id is not a UUID")
  @ApiResponse(
      responseCode = "403",
      description = "The prediction belongs to another key, code not-owner")
  @ApiResponse(
      responseCode = "404",
      description = "No such prediction is recorded, code no-such-prediction")
  @ApiResponse(
      responseCode = "503",
      description = "It is still being recorded, code prediction-not-recorded-yet")
  @interface Delete {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getDrift",
      summary = "Compare what a model predicts with its test set, day by day",
      description =
          "The labels by a chi-square test and the population stability index, the confidence by a"
              + " Kolmogorov-Smirnov test, and the accuracy where the truth was told, with its 95 %"
              + " interval. verdict says the result in one sentence. Days are in UTC; by default the"
              + " last seven, at most 92.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A day is invalid, or there are too many")
  @ApiResponse(responseCode = "404", description = "No model has this id, code no-such-model")
  @ApiResponse(
      responseCode = "409",
      description =
          Disabled.DESCRIPTION
              + "; or the model is a backbone, code model-without-labels; or its files are damaged,"
              + " code model-corrupt")
  @interface Drift {}

  /** What several operations answer. */
  private static final class Disabled {
    static final String DESCRIPTION =
        "residual.feedback.enabled is not true, code feedback-disabled";
  }
}
