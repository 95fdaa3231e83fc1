package dev.residual.model.upload;

import dev.residual.model.ModelCatalog;
import dev.residual.model.ModelView;
import dev.residual.web.BodyLimit;
import dev.residual.web.ContentDigest;
import dev.residual.web.Link;
import dev.residual.web.Problem;
import dev.residual.web.TypeDescriptions;
import dev.residual.web.UploadFolder;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoint that takes weights from elsewhere. */
@RestController
@RequestMapping(WeightsController.PATH)
@Import({UploadFolder.class, WeightsController.Limits.class})
@Tag(name = "Models")
class WeightsController {

  static final String PATH = "/models";

  /** Twice what the largest network that is served in practice has in float32. */
  private static final long MAX_BYTES = 1L << 30;

  /** Sets the limit of the body. */
  @Configuration(proxyBeanMethods = false)
  static class Limits {

    @Bean
    BodyLimit weightsLimit() {
      return new BodyLimit(PATH, MAX_BYTES);
    }
  }

  private final ModelUploads uploads;
  private final ModelCatalog catalog;

  WeightsController(ModelUploads uploads, ModelCatalog catalog) {
    this.uploads = uploads;
    this.catalog = catalog;
  }

  /** Takes every body but JSON and forms: clients name files of weights in many ways, or not. */
  @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @UploadOperation
  @Parameter(
      name = ContentDigest.HEADER,
      in = ParameterIn.HEADER,
      description = "The digest of the file (RFC 9530): sha-256=:BASE64: or sha-512=:BASE64:")
  ResponseEntity<ModelView> post(
      @ParameterObject @Valid UploadParameters parameters, HttpServletRequest request)
      throws IOException {
    requireRaw(request.getContentType());
    ContentDigest digest = ContentDigest.of(request);
    UUID id =
        uploads.upload(
            parameters, request.getInputStream(), request.getContentLengthLong(), digest);
    return ResponseEntity.created(new Link(PATH + "/" + id).uri()).body(catalog.model(id));
  }

  /** Takes the same by PUT, because that is what {@code curl -T} sends. */
  @PutMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(hidden = true)
  ResponseEntity<ModelView> put(
      @ParameterObject @Valid UploadParameters parameters, HttpServletRequest request)
      throws IOException {
    return post(parameters, request);
  }

  private static void requireRaw(@Nullable String type) {
    String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
    if (lower.startsWith("multipart/") || lower.contains("json")) {
      throw Problem.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported-media-type",
          String.format(
              Locale.ROOT,
              "The body must be the safetensors file itself, of the type %s or none, was %s. curl"
                  + " -T model.safetensors sends it.",
              MediaType.APPLICATION_OCTET_STREAM_VALUE,
              TypeDescriptions.shown(type)));
    }
  }
}
