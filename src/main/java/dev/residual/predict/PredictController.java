package dev.residual.predict;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_OCTET_STREAM_VALUE;
import static org.springframework.http.MediaType.IMAGE_JPEG_VALUE;
import static org.springframework.http.MediaType.IMAGE_PNG_VALUE;
import static org.springframework.http.MediaType.MULTIPART_FORM_DATA_VALUE;

import dev.residual.image.ImageFormat;
import dev.residual.inference.PredictionService;
import dev.residual.inference.RawImages;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
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
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

@RestController
@RequestMapping("/predict")
@Tag(name = "Predict", description = "Name what images show")
public class PredictController {

  private static final String IMAGE = "image";
  private static final String TOP_K = "must be between {min} and {max}";
  private static final String FIT = "must be exact or resize, was ${validatedValue}";
  private static final String POLARITY = "must be as-is or auto, was ${validatedValue}";
  private static final String PROBABILITY = "must be between 0 and 1, was ${validatedValue}";
  private static final Set<String> PARTS =
      Set.of(IMAGE, "model", "topK", "fit", "polarity", "explain", "abstainBelow");

  private final PredictionService oracle;

  PredictController(PredictionService oracle) {
    this.oracle = oracle;
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Name what up to 64 images show",
      description =
          "In the size that the model takes: for Fashion-MNIST 28x28 pixels, white on black. As"
              + " JSON numbers, as bytes (784 an image there), as one PNG or JPEG, or as multipart"
              + " parts named image. One prediction an image, in order.",
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
          "No model answers by default, code no-model, or its weights are damaged, code"
              + " model-corrupt, or it answers otherwise than when it was trained, code"
              + " model-verification-failed")
  @ApiResponse(
      responseCode = "413",
      description =
          "A file is larger than 1 MB, an image than 4 million pixels, all that are to be decoded "
              + "than 16 million, or there are more than 64 images")
  @ApiResponse(responseCode = "415", description = "Not an image")
  @ApiResponse(
      responseCode = "422",
      description = "Unreadable, or of another size, or the model's maps are too small to explain")
  @ApiResponse(
      responseCode = "503",
      description = "Overloaded; Retry-After says when to come again")
  PredictView pixels(
      @RequestParam(defaultValue = ModelRegistry.DEFAULT)
          @Parameter(description = "an alias, or a model's id")
          String model,
      @RequestParam(defaultValue = "3")
          @Range(min = 1, max = 10, message = TOP_K)
          @Parameter(description = "how many of the likeliest labels")
          int topK,
      @RequestParam(defaultValue = "exact")
          @Pattern(regexp = PredictOptions.FITS, message = FIT)
          @Parameter(
              description =
                  "resize brings a PNG or JPEG of any size to the model's: area-averaged, centred")
          String fit,
      @RequestParam(defaultValue = "as-is")
          @Pattern(regexp = PredictOptions.POLARITIES, message = POLARITY)
          @Parameter(description = "auto turns images with a light border round")
          String polarity,
      @RequestParam(defaultValue = "false")
          @Parameter(
              description =
                  "adds heatmap: a PNG in base64 that shows which places speak for the label")
          boolean explain,
      @RequestParam(required = false)
          @DecimalMin(value = "0", message = PROBABILITY)
          @DecimalMax(value = "1", message = PROBABILITY)
          @Parameter(description = "answers label null where no label is as probable as this")
          @Nullable Double abstainBelow,
      @RequestBody PixelsRequest body)
      throws IOException {
    PredictOptions wishes = PredictOptions.of(model, topK, fit, polarity, explain, abstainBelow);
    return answer(wishes, format -> turned(body.decode(format), format, wishes));
  }

  @PostMapping(consumes = MULTIPART_FORM_DATA_VALUE)
  @Operation(hidden = true)
  PredictView files(
      @RequestParam(defaultValue = ModelRegistry.DEFAULT) String model,
      @RequestParam(defaultValue = "3") @Range(min = 1, max = 10, message = TOP_K) int topK,
      @RequestParam(defaultValue = "exact") @Pattern(regexp = PredictOptions.FITS, message = FIT)
          String fit,
      @RequestParam(defaultValue = "as-is")
          @Pattern(regexp = PredictOptions.POLARITIES, message = POLARITY)
          String polarity,
      @RequestParam(defaultValue = "false") boolean explain,
      @RequestParam(required = false)
          @DecimalMin(value = "0", message = PROBABILITY)
          @DecimalMax(value = "1", message = PROBABILITY)
          @Nullable Double abstainBelow,
      MultipartHttpServletRequest request)
      throws IOException {
    PredictOptions wishes = PredictOptions.of(model, topK, fit, polarity, explain, abstainBelow);
    List<MultipartFile> files = files(request);
    return answer(wishes, format -> ImageUploads.images(IMAGE, files, format, wishes));
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
          parts.iterator().next(), "is not a known part; images go into parts named image");
    }
    return request.getFiles(IMAGE);
  }

  @PostMapping(consumes = {IMAGE_PNG_VALUE, IMAGE_JPEG_VALUE, APPLICATION_OCTET_STREAM_VALUE})
  @Operation(hidden = true)
  PredictView bytes(
      @RequestParam(defaultValue = ModelRegistry.DEFAULT) String model,
      @RequestParam(defaultValue = "3") @Range(min = 1, max = 10, message = TOP_K) int topK,
      @RequestParam(defaultValue = "exact") @Pattern(regexp = PredictOptions.FITS, message = FIT)
          String fit,
      @RequestParam(defaultValue = "as-is")
          @Pattern(regexp = PredictOptions.POLARITIES, message = POLARITY)
          String polarity,
      @RequestParam(defaultValue = "false") boolean explain,
      @RequestParam(required = false)
          @DecimalMin(value = "0", message = PROBABILITY)
          @DecimalMax(value = "1", message = PROBABILITY)
          @Nullable Double abstainBelow,
      @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
      @RequestBody byte[] body)
      throws IOException {
    PredictOptions wishes = PredictOptions.of(model, topK, fit, polarity, explain, abstainBelow);
    return answer(
        wishes,
        format ->
            type.isCompatibleWith(MediaType.APPLICATION_OCTET_STREAM)
                ? turned(RawImages.raw(body, format), format, wishes)
                : List.of(ImageUploads.image("body", body, format, wishes)));
  }

  private static List<byte[]> turned(
      List<byte[]> images, ImageFormat format, PredictOptions wishes) {
    return images.stream().map(each -> wishes.polarity().applied(each, format)).toList();
  }

  /** Reads the images of a body in the format that a model takes. */
  private interface ImageSource {
    List<byte[]> in(ImageFormat format) throws IOException;
  }

  private PredictView answer(PredictOptions wishes, ImageSource source) throws IOException {
    RegisteredModel model = oracle.find(wishes.model());
    List<byte[]> images = source.in(model.imageFormat());
    return PredictView.of(oracle.ask(wishes.model(), model, images, wishes.explain()), wishes);
  }
}
