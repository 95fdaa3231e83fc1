package dev.residual.model;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.http.MediaType;

/**
 * Documents the operations on models, one annotation for each handler of {@link ModelController}.
 */
final class ModelOperations {

  private ModelOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(operationId = "listModels", summary = "List models, newest first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @interface ListAll {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getModel",
      summary = "Get one model: its architecture, its recipe and its test results")
  @ApiResponse(responseCode = "200")
  @NotFound
  @interface Get {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "downloadWeights",
      summary = "Download the weights as safetensors, under torchvision's names")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @NotFound
  @ApiResponse(responseCode = "409", description = "The file is missing, code model-corrupt")
  @interface Weights {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(operationId = "deleteModel", summary = "Delete a model and its files")
  @ApiResponse(responseCode = "204")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description = "An alias points to it, or an unfinished job starts from it, code model-in-use")
  @interface Delete {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "listAliases",
      summary = "List the aliases under which models are served")
  @interface ListAliases {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "assignAlias",
      summary = "Assign an alias to a model, which is loaded and verified first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "The alias or the body is invalid")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description =
          "Its weights are missing or damaged, code model-corrupt; or a newer version stored it, "
              + "code unsupported-manifest; or it does not reproduce the outputs recorded when it "
              + "was trained, code model-verification-failed")
  @ApiResponse(
      responseCode = "503",
      description =
          "Loading the model takes long and goes on, code model-loading; or finds too little "
              + "memory, code overloaded. Retry-After tells when to send the request again")
  @interface AssignAlias {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "removeAlias",
      summary = "Remove an alias",
      description =
          "The model is kept. Without the alias default, POST /predict answers 409 unless it "
              + "names a model.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(responseCode = "404", description = "No alias has this name, code no-such-alias")
  @interface RemoveAlias {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @interface NotFound {}
}
