package dev.residual.onnx;

import dev.residual.web.Download;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** Serves models as ONNX files. */
@RestController
@Tag(name = "Models")
class OnnxController {

  private final OnnxExport export;

  OnnxController(OnnxExport export) {
    this.export = export;
  }

  @GetMapping(path = "/models/{id}/onnx", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  @Download
  @Operation(
      operationId = "downloadOnnx",
      summary = "Download the network as an ONNX file with its batch norms folded",
      description =
          "The input image has type FP32 and shape [n, channels, size, size]. Each pixel p is given"
              + " as (p - mean) / scale of its channel. The output logits has type FP32 and shape"
              + " [n, classes]. Labels, size, normalization and preprocessing are in the file's"
              + " metadata.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @ApiResponse(responseCode = "409", description = "The weights are damaged, code model-corrupt")
  @ApiResponse(
      responseCode = "422",
      description = "The network is larger than ONNX allows (2 GiB), code onnx-too-large")
  @Nullable ResponseEntity<Object> onnx(@PathVariable UUID id, ServletWebRequest request)
      throws IOException {
    return export.file(id).respondTo(request);
  }
}
