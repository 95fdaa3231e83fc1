package dev.residual.bundle;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Documents the operations of {@link BundleController}, one annotation for each handler. */
final class BundleOperations {

  private BundleOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getModelCard",
      summary = "Get the card of a model: what it is, how good it is, and how to use it",
      description =
          "Data, recipe, results with intervals, calibration, classes, known limits, licence and"
              + " source, and commands with which it is used by curl, Python and Java, as Markdown."
              + " Labels and other texts are shown as they are, and are neither markup nor HTML.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = BundleController.MARKDOWN,
              schema = @Schema(type = "string"),
              examples =
                  @ExampleObject(
                      """
                      # resnet18 for fashion-mnist

                      A residual network, resnet18, of 11,181,386 parameters.
                      """)))
  @ApiResponse(responseCode = "404", description = "No model has this id, code no-such-model")
  @ApiResponse(
      responseCode = "409",
      description = "The evaluation is missing or damaged, code model-corrupt")
  @interface Card {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "downloadBundle",
      summary = "Download all that is needed to use a model without this service",
      description =
          "A ZIP of the network as ONNX, its labels, its preprocessing and calibration, its card,"
              + " sample images with the answers of the service, and programs in Python and Java"
              + " that answer as the service does. The same model always has the same bytes.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = BundleController.ZIP,
              schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "404", description = "No model has this id, code no-such-model")
  @ApiResponse(
      responseCode = "409",
      description =
          "The model is a backbone, code model-without-labels; or a file is missing or damaged, code"
              + " model-corrupt")
  @ApiResponse(
      responseCode = "422",
      description = "The network is larger than ONNX allows (2 GiB), code onnx-too-large")
  @interface Bundle {}
}
