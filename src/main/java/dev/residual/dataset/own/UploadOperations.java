package dev.residual.dataset.own;

import dev.residual.dataset.report.ImportReport;
import dev.residual.web.ContentDigest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.http.MediaType;

/**
 * Documents the operations on own data sets, one annotation for each handler of {@link
 * DatasetUploadController}.
 */
final class UploadOperations {

  private UploadOperations() {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "createDataset",
      summary = "Upload an archive of images as a data set",
      description =
          "Takes a ZIP, TAR or TAR.GZ with a folder for each class, with folders train, validation"
              + " and test of such folders, with a manifest.csv, or with the four IDX files, as in"
              + " curl -T pets.zip 'http://localhost:8080/datasets?name=pets'. Its import is"
              + " queued; GET /datasets/{name} shows how far it is. With a JSON body, an archive or"
              + " a folder of the inbox is imported, or images of predictions whose truth was told"
              + " by POST /feedback.",
      requestBody =
          @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = DatasetRequest.class))
              }))
  @Parameter(
      in = ParameterIn.HEADER,
      name = ContentDigest.HEADER,
      description = "SHA-256 of the body as in RFC 9530; what was received is compared with it",
      schema = @Schema(type = "string"))
  @ApiResponse(responseCode = "202", description = "It was received, and its import is queued")
  @ApiResponse(
      responseCode = "200",
      description = "A version with the same content and options is there already")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  @ApiResponse(
      responseCode = "404",
      description = "feedback names a model that is not there, code no-such-model")
  @ApiResponse(
      responseCode = "409",
      description =
          "The name is taken, code dataset-exists, unless newVersion=true; or it is used by the"
              + " service itself, code dataset-reserved; or predictions are not recorded, code"
              + " feedback-disabled")
  @ApiResponse(responseCode = "413", description = "The body is too large, code too-large")
  @ApiResponse(
      responseCode = "415",
      description = "The body is no ZIP, TAR or TAR.GZ, code not-an-archive")
  @ApiResponse(
      responseCode = "422",
      description =
          "The body has another digest than announced, code digest-mismatch; or it exceeds a limit,"
              + " code bomb, too-many-files or nested-archive; or the inbox has no such file,"
              + " or feedback no such images")
  @ApiResponse(
      responseCode = "429",
      description = "Too many archives are being received, code too-many-uploads")
  @ApiResponse(
      responseCode = "507",
      description =
          "The disk has too little room, code no-room, or the key would store more than its limit"
              + " allows, code storage-limit-exceeded")
  @interface Upload {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(hidden = true)
  @interface FromJson {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getDatasetReport",
      summary = "Get the report on an import: what arrived, what did not, and what to do about it")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = ImportReport.class)))
  @NotFound
  @NotReady
  @interface Report {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "getUnreadableFiles",
      summary = "List all files that became no images, with the reasons, as CSV")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
  @NotFound
  @NotReady
  @interface Unreadable {}

  @Retention(RetentionPolicy.RUNTIME)
  @Operation(
      operationId = "deleteDataset",
      summary = "Delete one version of an own data set",
      description = "Models that were trained on it stay.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(responseCode = "400", description = "The name has no version")
  @NotFound
  @ApiResponse(
      responseCode = "409",
      description =
          "A job that is not over uses it, code dataset-in-use; or it is built in, code"
              + " dataset-reserved")
  @interface Delete {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(
      responseCode = "404",
      description = "There is no data set of this name, or no report on it")
  @interface NotFound {}

  @Retention(RetentionPolicy.RUNTIME)
  @ApiResponse(responseCode = "422", description = "It is not ready, code dataset-not-ready")
  @interface NotReady {}
}
