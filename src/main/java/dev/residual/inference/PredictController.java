package dev.residual.inference;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_OCTET_STREAM_VALUE;
import static org.springframework.http.MediaType.IMAGE_JPEG_VALUE;
import static org.springframework.http.MediaType.IMAGE_PNG_VALUE;
import static org.springframework.http.MediaType.MULTIPART_FORM_DATA_VALUE;

import dev.residual.model.RegisteredModel;
import dev.residual.model.Registry;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.validator.constraints.Range;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

@RestController
@RequestMapping("/predict")
@Tag(name = "Predict", description = "Name what pictures show")
class PredictController {

  private static final String IMAGE = "image";
  private static final String TOP_K = "must be between {min} and {max}";
  private static final Set<String> PARTS = Set.of(IMAGE, "model", "topK");

  private final Registry registry;
  private final Classifiers classifiers;
  private final ServingThreads threads;

  PredictController(Registry registry, Classifiers classifiers, ServingThreads threads) {
    this.registry = registry;
    this.classifiers = classifiers;
    this.threads = threads;
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Name what up to 64 pictures of 28x28 pixels show",
      description =
          "White on black, as in Fashion-MNIST. As JSON numbers, as bytes (784 a picture), as one "
              + "PNG or JPEG, or as multipart parts named image. One prediction a picture, in order.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = PixelsRequest.class),
                    examples = @ExampleObject(name = "A boot", ref = PixelsExample.REFERENCE)),
                @Content(
                    mediaType = MULTIPART_FORM_DATA_VALUE,
                    schemaProperties =
                        @SchemaProperty(
                            name = IMAGE,
                            array =
                                @ArraySchema(
                                    schema = @Schema(type = "string", format = "binary")))),
                @Content(
                    mediaType = IMAGE_PNG_VALUE,
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = IMAGE_JPEG_VALUE,
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = APPLICATION_OCTET_STREAM_VALUE,
                    schema = @Schema(type = "string", format = "binary"))
              }))
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter or a pixel is not what it must be")
  @ApiResponse(responseCode = "404", description = "No model has this name or id")
  @ApiResponse(
      responseCode = "409",
      description =
          "No model answers by default, code no-model, or its weights are damaged, code "
              + "model-damaged")
  @ApiResponse(
      responseCode = "413",
      description = "A file, its picture or their number is too large")
  @ApiResponse(responseCode = "415", description = "Not a picture")
  @ApiResponse(responseCode = "422", description = "Unreadable, or not 28x28")
  @ApiResponse(
      responseCode = "503",
      description = "Overloaded; Retry-After says when to come again")
  PredictView pixels(
      @RequestParam(defaultValue = Registry.DEFAULT)
          @Parameter(description = "an alias, or a model's id")
          String model,
      @RequestParam(defaultValue = "3")
          @Range(min = 1, max = 10, message = TOP_K)
          @Parameter(description = "how many of the likeliest labels")
          int topK,
      @RequestBody PixelsRequest body) {
    return answer(model, topK, body.pictures());
  }

  @PostMapping(consumes = MULTIPART_FORM_DATA_VALUE)
  @Operation(hidden = true)
  PredictView files(
      @RequestParam(defaultValue = Registry.DEFAULT) String model,
      @RequestParam(defaultValue = "3") @Range(min = 1, max = 10, message = TOP_K) int topK,
      MultipartHttpServletRequest request)
      throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    for (MultipartFile file : files(request)) {
      String name = IMAGE + "[" + pictures.size() + "]";
      pictures.add(Uploads.picture(name, file.getBytes()));
    }
    return answer(model, topK, pictures);
  }

  private static List<MultipartFile> files(MultipartHttpServletRequest request) {
    if (request.getParameterMap().containsKey(IMAGE)) {
      throw Problem.refused(IMAGE, "must be a file; the part has no file name");
    }
    Set<String> parts = new TreeSet<>(request.getMultiFileMap().keySet());
    parts.addAll(request.getParameterMap().keySet());
    parts.removeAll(PARTS);
    if (!parts.isEmpty()) {
      throw Problem.refused(
          parts.iterator().next(), "is not a known part; pictures go into parts named image");
    }
    List<MultipartFile> files = request.getFiles(IMAGE);
    Uploads.requireCount(IMAGE, files.size());
    return files;
  }

  @PostMapping(consumes = {IMAGE_PNG_VALUE, IMAGE_JPEG_VALUE})
  @Operation(hidden = true)
  PredictView file(
      @RequestParam(defaultValue = Registry.DEFAULT) String model,
      @RequestParam(defaultValue = "3") @Range(min = 1, max = 10, message = TOP_K) int topK,
      @RequestBody byte[] body) {
    return answer(model, topK, List.of(Uploads.picture("body", body)));
  }

  @PostMapping(consumes = APPLICATION_OCTET_STREAM_VALUE)
  @Operation(hidden = true)
  PredictView raw(
      @RequestParam(defaultValue = Registry.DEFAULT) String model,
      @RequestParam(defaultValue = "3") @Range(min = 1, max = 10, message = TOP_K) int topK,
      @RequestBody byte[] body) {
    return answer(model, topK, Uploads.raw(body));
  }

  private PredictView answer(String name, int topK, List<byte[]> pictures) {
    RegisteredModel model = registry.find(name).orElseThrow(() -> unknown(name));
    Answer answer = threads.call(() -> classifiers.ask(model, pictures));
    return PredictView.of(name, model, answer, topK);
  }

  private Problem unknown(String name) {
    if (name.equals(Registry.DEFAULT)) {
      return Problem.of(
          HttpStatus.CONFLICT,
          "no-model",
          "No model answers by default; POST /jobs trains a first one, which does once it succeeds, "
              + "and PUT /models/aliases/default takes one of GET /models");
    }
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-model",
        name
            + " is neither an alias nor the id of a model; GET /models lists those that are there");
  }
}
