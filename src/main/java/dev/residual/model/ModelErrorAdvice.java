package dev.residual.model;

import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactNotWrittenException;
import dev.residual.storage.DownloadFolderException;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.storage.TooManyExportsException;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Maps errors of models to problem responses, for all controllers. */
@Hidden // Each operation documents its own errors.
@Order(Ordered.HIGHEST_PRECEDENCE) // It must precede the handler that catches all other exceptions.
@RestControllerAdvice
class ModelErrorAdvice {

  private static final Logger log = LoggerFactory.getLogger(ModelErrorAdvice.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration EXPORTS_RETRY_AFTER = Duration.ofSeconds(30);

  @ExceptionHandler
  Problem notFound(ModelNotFoundException e) {
    return Problem.of(HttpStatus.NOT_FOUND, "no-such-model", e.getMessage());
  }

  @ExceptionHandler
  Problem unsupportedManifest(UnsupportedManifestException e) {
    return Problem.of(
        HttpStatus.CONFLICT,
        "unsupported-manifest",
        e.getMessage() + ". Run that version, or use another model of GET /models");
  }

  @ExceptionHandler
  Problem storageUnavailable(StorageUnavailableException e) {
    return unavailable(
        e,
        "Stored files cannot be read now: the artifact store does not answer, or the folder of"
            + " temporary files or of fetched packs has no room for a copy of them; the log says"
            + " why. No data is lost: send the request again");
  }

  @ExceptionHandler
  Problem downloadFolder(DownloadFolderException e) {
    return unavailable(
        e,
        "The file cannot be made: the folder of residual.downloads.folder is full or cannot be"
            + " used; the log says why. Free space or name another folder, and send the request"
            + " again");
  }

  @ExceptionHandler
  Problem tooManyExports(TooManyExportsException e) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "too-many-exports", e.getMessage())
        .retryAfter(EXPORTS_RETRY_AFTER);
  }

  @ExceptionHandler
  Problem notWritten(ArtifactNotWrittenException e) {
    return unavailable(
        e,
        "The upload cannot be stored: the artifact store is full or cannot be written to; the log"
            + " says why. Free space, and send the request again");
  }

  private static Problem unavailable(RuntimeException e, String detail) {
    log.warn("{}", e.getMessage());
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "storage-unavailable", detail)
        .retryAfter(RETRY_AFTER);
  }

  @ExceptionHandler
  Problem verificationFailed(ModelVerificationException e) {
    log.warn("{}", e.getMessage());
    return Problem.of(
        HttpStatus.CONFLICT,
        "model-verification-failed",
        "The model does not reproduce the outputs recorded when it was trained, and is not served. "
            + "This can happen after a change of processor or libraries; its weights are "
            + "undamaged. Set residual.serving.precision=fp32 if it is bf16, train the model "
            + "again, or assign the alias to another model of GET /models");
  }

  @ExceptionHandler
  Problem corrupt(ArtifactException e) {
    log.warn("A model cannot be read: {}", e.getMessage());
    return Problem.of(
        HttpStatus.CONFLICT,
        "model-corrupt",
        "A file of the model is missing or damaged; the log names it. Restore it, or "
            + "use another model of GET /models");
  }
}
