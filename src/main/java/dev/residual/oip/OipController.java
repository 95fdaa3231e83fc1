package dev.residual.oip;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_OCTET_STREAM_VALUE;

import dev.residual.inference.ModelCache;
import dev.residual.inference.PredictionResult;
import dev.residual.inference.PredictionService;
import dev.residual.model.RegisteredModel;
import dev.residual.web.Problem;
import dev.residual.web.Uuids;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
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
 * The Open Inference Protocol, version 2: what it asks a model. A name is an alias or a model's id,
 * a version is a model's id.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol">the protocol</a>
 */
@RestController
@RequestMapping(OipErrorAdvice.ROOT + "/models/{name}")
@Tag(name = OipController.TAG)
public class OipController {

  static final String TAG = "Open Inference Protocol";

  private static final String VERSION = "/versions/{version}";

  private final PredictionService oracle;
  private final ModelCache models;
  private final JsonMapper json;

  OipController(PredictionService oracle, ModelCache models, JsonMapper json) {
    this.oracle = oracle;
    this.models = models;
    this.json = json;
  }

  @GetMapping
  @Operation(summary = "What goes into a model and comes out of it")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No model has this name or id")
  @ApiResponse(responseCode = "409", description = "No model answers by default")
  ModelMetadata model(@PathVariable @Parameter(example = "default") String name) {
    return ModelMetadata.of(name, oracle.find(name));
  }

  @GetMapping(VERSION)
  @Operation(summary = "What goes into a version of a model and comes out of it")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No model has this name, or this version")
  @ApiResponse(responseCode = "409", description = "No model answers by default")
  ModelMetadata model(
      @PathVariable @Parameter(example = "default") String name, @PathVariable String version) {
    return ModelMetadata.of(name, version(name, version));
  }

  @GetMapping("/ready")
  @Operation(summary = "Whether a model can answer")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No model has this name or id")
  @ApiResponse(responseCode = "409", description = "No model answers by default")
  @ApiResponse(responseCode = "503", description = "It cannot; the body says \"ready\": false")
  ResponseEntity<ModelMetadata.Readiness> ready(
      @PathVariable @Parameter(example = "default") String name) {
    return readiness(name, oracle.find(name));
  }

  @GetMapping(VERSION + "/ready")
  @Operation(summary = "Whether a version of a model can answer")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No model has this name, or this version")
  @ApiResponse(responseCode = "409", description = "No model answers by default")
  @ApiResponse(responseCode = "503", description = "It cannot; the body says \"ready\": false")
  ResponseEntity<ModelMetadata.Readiness> ready(
      @PathVariable @Parameter(example = "default") String name, @PathVariable String version) {
    return readiness(name, version(name, version));
  }

  private ResponseEntity<ModelMetadata.Readiness> readiness(String name, RegisteredModel model) {
    boolean ready = !models.isRefused(model);
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new ModelMetadata.Readiness(name, ready));
  }

  @PostMapping(
      path = "/infer",
      consumes = {APPLICATION_JSON_VALUE, APPLICATION_OCTET_STREAM_VALUE})
  @Operation(
      summary = "Name what up to 64 images show",
      description =
          "The input image has the shape that the model's description names, as [n, 1, 28, 28],"
              + " where one channel may be left out, and values from 0 (black) to 255 (white), as"
              + " UINT8 or FP32, flat or nested, or as bytes after the JSON.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = InferRequest.class),
                      examples = @ExampleObject(name = "A boot", ref = OipOpenApi.EXAMPLE))))
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = InferResponse.class)))
  @ApiResponse(responseCode = "400", description = "The body is not what it must be")
  @ApiResponse(responseCode = "404", description = "No model has this name or id")
  @ApiResponse(
      responseCode = "409",
      description =
          "No model answers by default, its weights are damaged, or it answers otherwise than when"
              + " it was trained")
  @ApiResponse(responseCode = "413", description = "More than 64 images, or 1 MB")
  @ApiResponse(responseCode = "415", description = "Neither JSON nor bytes")
  @ApiResponse(
      responseCode = "503",
      description = "Overloaded; Retry-After says when to come again")
  ResponseEntity<Object> infer(
      @PathVariable @Parameter(example = "default") String name,
      @RequestBody @Valid InferRequest request) {
    return answer(name, oracle.find(name), request);
  }

  @PostMapping(
      path = VERSION + "/infer",
      consumes = {APPLICATION_JSON_VALUE, APPLICATION_OCTET_STREAM_VALUE})
  @Operation(
      summary = "Name what images show, by a version of a model",
      description = "A client can stay with the version it knows while the alias moves on.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = InferRequest.class),
                      examples = @ExampleObject(name = "A boot", ref = OipOpenApi.EXAMPLE))))
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = InferResponse.class)))
  @ApiResponse(responseCode = "400", description = "The body is not what it must be")
  @ApiResponse(responseCode = "404", description = "No model has this name, or this version")
  @ApiResponse(
      responseCode = "409",
      description =
          "No model answers by default, its weights are damaged, or it answers otherwise than when"
              + " it was trained")
  @ApiResponse(responseCode = "413", description = "More than 64 images, or 1 MB")
  @ApiResponse(responseCode = "415", description = "Neither JSON nor bytes")
  @ApiResponse(
      responseCode = "503",
      description = "Overloaded; Retry-After says when to come again")
  ResponseEntity<Object> infer(
      @PathVariable @Parameter(example = "default") String name,
      @PathVariable String version,
      @RequestBody @Valid InferRequest request) {
    return answer(name, version(name, version), request);
  }

  private ResponseEntity<Object> answer(String name, RegisteredModel model, InferRequest request) {
    List<byte[]> images = request.images(name, model.imageFormat());
    List<InferRequest.Delivery> wanted = request.wanted();
    PredictionResult answer = oracle.ask(name, model, images, false);
    return sent(InferResponse.of(name, answer, request.id(), wanted));
  }

  /** As JSON; if an output is to come as bytes, these follow it, whatever Accept names. */
  private ResponseEntity<Object> sent(InferResponse response) {
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

  /**
   * An alias has every model as its version, for it may have led there; an id has itself alone.
   *
   * @throws Problem 404 or 409
   */
  private RegisteredModel version(String name, String version) {
    RegisteredModel current = oracle.find(name);
    boolean byId = name.equals(current.id().toString());
    if (byId ? version.equals(name) : Uuids.isCanonical(version)) {
      return oracle.find(version);
    }
    throw Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-model",
        "%s has no version %s; a version is the id of a model, and GET /models lists those"
            .formatted(name, version));
  }
}
