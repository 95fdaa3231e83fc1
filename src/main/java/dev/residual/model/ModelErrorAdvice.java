package dev.residual.model;

import dev.residual.storage.ArtifactException;
import dev.residual.storage.StorageUnavailableException;
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

/** What a model that cannot be served means to whoever asked, in whatever request. */
@Hidden // each operation documents its own errors
@Order(Ordered.HIGHEST_PRECEDENCE) // before what catches all that nobody names
@RestControllerAdvice
class ModelErrorAdvice {

  private static final Logger log = LoggerFactory.getLogger(ModelErrorAdvice.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  @ExceptionHandler
  Problem notFound(ModelNotFoundException e) {
    return Problem.of(HttpStatus.NOT_FOUND, "no-such-model", e.getMessage());
  }

  @ExceptionHandler
  Problem tooNew(UnsupportedManifestException e) {
    return Problem.of(
        HttpStatus.CONFLICT,
        "unsupported-manifest",
        e.getMessage() + ". Run that version, or ask another model of GET /models");
  }

  @ExceptionHandler
  Problem away(StorageUnavailableException e) {
    log.warn("{}", e.getMessage());
    return Problem.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            "storage-unavailable",
            "The store of the models does not answer; the log tells why. Nothing is lost: ask"
                + " again")
        .retryAfter(RETRY_AFTER);
  }

  @ExceptionHandler
  Problem untrue(ModelVerificationException e) {
    log.warn("{}", e.getMessage());
    return Problem.of(
        HttpStatus.CONFLICT,
        "model-verification-failed",
        "The model answers otherwise here than when it was trained, as it can after a change of "
            + "processor or libraries, and is not served; its weights are whole. Set "
            + "residual.serving.precision=fp32 if it is bf16, train the model again, or point the "
            + "alias at another of GET /models");
  }

  @ExceptionHandler
  Problem damaged(ArtifactException e) {
    log.warn("A model cannot be read: {}", e.getMessage());
    return Problem.of(
        HttpStatus.CONFLICT,
        "model-corrupt",
        "The weights of the model are gone, or not those that were stored; the log names the file. "
            + "Put it back, or ask another model of GET /models");
  }
}
