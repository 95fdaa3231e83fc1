package dev.residual.web;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** Tells the log everything about an error on our side, and the client a reference to it. */
final class Unforeseen {

  private static final Logger log = LoggerFactory.getLogger(Unforeseen.class);

  private Unforeseen() {}

  static Problem problem(String request, @Nullable Throwable cause) {
    UUID reference = UUID.randomUUID();
    log.error("{} failed, reference {}", request, reference, cause);
    Problem problem =
        Problem.of(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal-error",
            "Something went wrong on our side; the log has it under reference " + reference);
    problem.getBody().setProperty("reference", reference);
    return problem;
  }
}
