package dev.residual.dataset.own;

import dev.residual.dataset.ingest.ImportObserver;
import dev.residual.web.DatabaseOutage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Stores how far an import is, and ends it when the service stops or its version is deleted. */
class ImportProgressWriter implements ImportObserver {

  private static final Logger log = LoggerFactory.getLogger(ImportProgressWriter.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final ImportAttempt attempt;
  private final ImportAttempts attempts;
  private final BooleanSupplier shuttingDown;
  private final Clock clock;

  private @Nullable Phase phase;
  private Instant written = Instant.MIN;

  ImportProgressWriter(
      ImportAttempt attempt, ImportAttempts attempts, BooleanSupplier shuttingDown, Clock clock) {
    this.attempt = attempt;
    this.attempts = attempts;
    this.shuttingDown = shuttingDown;
    this.clock = clock;
  }

  @Override
  public void progress(Phase current, int done, int total) {
    if (shuttingDown.getAsBoolean()) {
      throw new ImportSuspendedException();
    }
    Instant now = clock.instant();
    if (current == phase
        && now.isBefore(written.plus(INTERVAL))
        && now.isAfter(written.minus(INTERVAL))) {
      return;
    }
    phase = current;
    written = now;
    try {
      attempts.progress(attempt, current, done, total);
    } catch (DataAccessException | TransactionException e) {
      if (!DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      log.warn("The progress of the import of {} is not stored now", attempt.reference());
    }
  }
}
