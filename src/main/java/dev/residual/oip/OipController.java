package dev.residual.oip;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_OCTET_STREAM_VALUE;

import dev.residual.inference.ModelCache;
import dev.residual.inference.PredictionResult;
import dev.residual.inference.PredictionService;
import dev.residual.model.RegisteredModel;
import dev.residual.preprocessing.InputImage;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * The endpoints of the Open Inference Protocol, version 2, that are about one model. A name is an
 * alias or a model's id, a version is a model's id. Each endpoint exists with and without a
 * version.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol">the protocol</a>
 */
@RestController
@RequestMapping(OipErrorAdvice.ROOT + "/models/{name}")
@Tag(name = OipController.TAG)
public class OipController {

  static final String TAG = "Open Inference Protocol";

  private static final String VERSION = "/versions/{version}";

  private final PredictionService predictions;
  private final ModelVersions versions;
  private final ModelCache models;
  private final JsonMapper json;

  OipController(PredictionService predictions, ModelCache models, JsonMapper json) {
    this.predictions = predictions;
    versions = new ModelVersions(predictions);
    this.models = models;
    this.json = json;
  }

  @GetMapping({"", VERSION})
  @Operation(
      operationId = "getModelMetadata",
      summary = "Describe the inputs and outputs of a model")
  @ModelResponses
  ModelMetadata model(
      @PathVariable @Parameter(example = "default") String name,
      @PathVariable(required = false) @Nullable String version) {
    return ModelMetadata.of(name, versions.find(name, version));
  }

  @GetMapping({"/ready", VERSION + "/ready"})
  @Operation(operationId = "getModelReadiness", summary = "Check whether a model can answer")
  @ModelResponses
  @ApiResponse(responseCode = "503", description = "It cannot; the body says \"ready\": false")
  ResponseEntity<ModelMetadata.Readiness> ready(
      @PathVariable @Parameter(example = "default") String name,
      @PathVariable(required = false) @Nullable String version) {
    boolean ready = !models.isRefused(versions.find(name, version));
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new ModelMetadata.Readiness(name, ready));
  }

  @PostMapping(
      path = {"/infer", VERSION + "/infer"},
      consumes = {APPLICATION_JSON_VALUE, APPLICATION_OCTET_STREAM_VALUE})
  @InferOperation
  ResponseEntity<Object> infer(
      @PathVariable @Parameter(example = "default") String name,
      @PathVariable(required = false) @Nullable String version,
      @RequestBody @Valid InferRequest request) {
    RegisteredModel model = versions.find(name, version);
    List<InputImage> images =
        request.images(name, model.imageFormat()).stream()
            .map(model.preprocessing()::input)
            .toList();
    List<InferRequest.Delivery> deliveries = request.deliveries();
    PredictionResult result = predictions.predict(name, model, images, false);
    return response(InferResponse.of(name, result, request.id(), deliveries));
  }

  /**
   * Writes JSON. If an output is requested as bytes, the outputs follow the JSON, and the type is
   * that of bytes whatever the Accept header names.
   */
  private ResponseEntity<Object> response(InferResponse response) {
    List<byte[]> binary = response.binary();
    if (binary.isEmpty()) {
      return ResponseEntity.ok(response);
    }
    byte[] head = json.writeValueAsBytes(response);
    List<byte[]> parts = new ArrayList<>(List.of(head));
    parts.addAll(binary);
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .header(InferRequestConverter.JSON_LENGTH, String.valueOf(head.length))
        .body(BinaryTensorWriter.joined(parts));
  }
}
