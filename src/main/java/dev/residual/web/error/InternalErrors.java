package dev.residual.web.error;

import dev.residual.web.Problem;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** Logs internal errors, and answers clients with a reference to the log only. */
final class InternalErrors {

  private static final Logger log = LoggerFactory.getLogger(InternalErrors.class);

  private InternalErrors() {}

  static Problem problem(String request, @Nullable Throwable cause) {
    UUID reference = UUID.randomUUID();
    log.error("{} failed with an internal error, reference {}", request, reference, cause);
    Problem problem =
        Problem.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal-error",
            String.format(
                Locale.ROOT,
                "An internal error occurred. The log has its cause under reference %s.",
                reference));
    problem.getBody().setProperty("reference", reference);
    return problem;
  }
}
