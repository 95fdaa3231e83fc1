package dev.residual.predict;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.MULTIPART_FORM_DATA_VALUE;

import dev.residual.feedback.PredictionLog;
import dev.residual.inference.PredictionResult;
import dev.residual.inference.PredictionService;
import dev.residual.model.RegisteredModel;
import dev.residual.preprocessing.InputImage;
import dev.residual.web.UploadFolder;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.context.annotation.Import;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Classifies images that are sent as JSON numbers, as raw bytes, or as image files. */
@RestController
@RequestMapping(PredictController.PATH)
@Import({UploadConfiguration.class, PredictOptionsResolver.class})
@Tag(name = "Predict", description = "Classify images")
public class PredictController {

  static final String PATH = "/predict";

  private final PredictionService predictions;
  private final ImageUploads uploads;
  private final UploadFolder folder;
  private final PredictionLog log;

  PredictController(
      PredictionService predictions,
      DecodingBudget budget,
      Decoders decoders,
      UploadFolder folder,
      PredictionLog log) {
    this.predictions = predictions;
    this.uploads = new ImageUploads(budget, decoders);
    this.folder = folder;
    this.log = log;
  }

  @PostMapping(consumes = APPLICATION_JSON_VALUE)
  @PredictOperation
  PredictView pixels(@ParameterObject PredictOptions options, @RequestBody PixelsRequest body)
      throws IOException {
    return predict(options, to -> body.decode(to, options.pixelScale(), uploads));
  }

  @PostMapping(consumes = MULTIPART_FORM_DATA_VALUE)
  @Operation(hidden = true)
  PredictView files(@ParameterObject PredictOptions options, MultipartHttpServletRequest request)
      throws IOException {
    options.pixelScale().requireDefault();
    List<ImageUploads.NamedUpload> files = ImageUploads.files(request);
    return predict(options, to -> uploads.images(files, to));
  }

  /**
   * Takes every other body, also one whose Content-Type is missing or cannot be read: clients name
   * images in many ways, so the first bytes decide.
   */
  @PostMapping
  @Operation(hidden = true)
  PredictView file(@ParameterObject PredictOptions options, HttpServletRequest request)
      throws HttpMediaTypeNotSupportedException, IOException {
    BodyType type = BodyType.of(request.getContentType());
    options.pixelScale().requireDefault();
    return predict(
        options,
        to -> {
          try (StoredBody body = StoredBody.of(request.getInputStream(), folder)) {
            if (body.size() == 0) {
              throw new HttpMessageNotReadableException(
                  "The body is empty", new ServletServerHttpRequest(request));
            }
            return uploads.body(body, type.mayBePixels(), to);
          }
        });
  }

  /** Reads the images of a body as a model takes them. */
  private interface ImageSource {
    List<InputImage> converted(InputConversion to) throws IOException;
  }

  private PredictView predict(PredictOptions options, ImageSource source) throws IOException {
    RegisteredModel model = predictions.find(options.model());
    List<InputImage> images = source.converted(options.conversion(model));
    PredictionResult result =
        predictions.predict(options.model(), model, images, options.explain());
    return PredictView.of(
        result, images, options, log.record(model.id(), result.probabilities(), images));
  }
}
