package dev.residual.evaluation.run;

import dev.residual.web.DatabaseOutage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Stores how far an evaluation is, and ends it when the service stops or it is deleted. */
class EvaluationProgress implements IntConsumer {

  private static final Logger log = LoggerFactory.getLogger(EvaluationProgress.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final EvaluationAttempt attempt;
  private final EvaluationAttempts attempts;
  private final BooleanSupplier shuttingDown;
  private final Clock clock;
  private Instant written = Instant.EPOCH;

  EvaluationProgress(
      EvaluationAttempt attempt,
      EvaluationAttempts attempts,
      BooleanSupplier shuttingDown,
      Clock clock) {
    this.attempt = attempt;
    this.attempts = attempts;
    this.shuttingDown = shuttingDown;
    this.clock = clock;
  }

  @Override
  public void accept(int images) {
    if (shuttingDown.getAsBoolean()) {
      throw new EvaluationSuspendedException();
    }
    Instant now = clock.instant();
    if (now.isBefore(written.plus(INTERVAL)) && now.isAfter(written.minus(INTERVAL))) {
      return;
    }
    written = now;
    try {
      attempts.progress(attempt, images);
    } catch (DataAccessException | TransactionException e) {
      if (!DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      log.warn("The progress of evaluation {} is not stored now", attempt.id());
    }
  }
}
