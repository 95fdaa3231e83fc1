package dev.residual.predict;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_OCTET_STREAM_VALUE;
import static org.springframework.http.MediaType.IMAGE_JPEG_VALUE;
import static org.springframework.http.MediaType.IMAGE_PNG_VALUE;
import static org.springframework.http.MediaType.MULTIPART_FORM_DATA_VALUE;

import dev.residual.image.ImageConversion;
import dev.residual.inference.PredictionService;
import dev.residual.inference.RawImages;
import dev.residual.model.RegisteredModel;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.io.IOException;
import java.util.List;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.servlet.support.ExtendedServletRequestDataBinder;

/** Classifies images that are sent as JSON numbers, as raw bytes, or as PNG or JPEG files. */
@RestController
@RequestMapping("/predict")
@Tag(name = "Predict", description = "Classify images")
public class PredictController {

  private final PredictionService predictions;

  PredictController(PredictionService predictions) {
    this.predictions = predictions;
  }

  /**
   * Binds the options to parameters only. Spring would also take headers and names with prefixes.
   */
  @InitBinder("predictOptions")
  void bindParametersOnly(ExtendedServletRequestDataBinder binder) {
    binder.setHeaderPredicate(header -> false);
    binder.setFieldMarkerPrefix(null);
    binder.setFieldDefaultPrefix(null);
    binder.setDeclarativeBinding(true);
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE)
  @PredictOperation
  PredictView pixels(
      @Valid @ParameterObject PredictOptions options, @RequestBody PixelsRequest body)
      throws IOException {
    return predict(options, to -> body.decode(to, options.pixelScale()));
  }

  @PostMapping(consumes = MULTIPART_FORM_DATA_VALUE)
  @Operation(hidden = true)
  PredictView files(
      @Valid @ParameterObject PredictOptions options, MultipartHttpServletRequest request)
      throws IOException {
    options.pixelScale().requireDefault();
    List<ImageUploads.Upload> files = ImageUploads.files(request);
    return predict(options, to -> ImageUploads.images(files, to));
  }

  @PostMapping(consumes = {IMAGE_PNG_VALUE, IMAGE_JPEG_VALUE, APPLICATION_OCTET_STREAM_VALUE})
  @Operation(hidden = true)
  PredictView bytes(
      @Valid @ParameterObject PredictOptions options,
      @RequestHeader(HttpHeaders.CONTENT_TYPE) MediaType type,
      @RequestBody byte[] body)
      throws IOException {
    options.pixelScale().requireDefault();
    return predict(
        options,
        to ->
            type.isCompatibleWith(MediaType.APPLICATION_OCTET_STREAM)
                ? raw(body, to)
                : List.of(ImageUploads.image("body", body, to)));
  }

  private static List<byte[]> raw(byte[] body, ImageConversion to) {
    return RawImages.raw(body, to.format()).stream()
        .map(each -> to.polarity().apply(each, to.format()))
        .toList();
  }

  /** Reads the images of a body as a model takes them. */
  private interface ImageSource {
    List<byte[]> converted(ImageConversion to) throws IOException;
  }

  private PredictView predict(PredictOptions options, ImageSource source) throws IOException {
    RegisteredModel model = predictions.find(options.model());
    List<byte[]> images = source.converted(options.conversion(model));
    return PredictView.of(
        predictions.predict(options.model(), model, images, options.explain()), images, options);
  }
}
