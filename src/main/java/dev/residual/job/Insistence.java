package dev.residual.job;

import dev.residual.web.DatabaseAway;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Writes down what took hours to compute, however long the database is away. */
@Component
class Insistence {

  private static final Logger log = LoggerFactory.getLogger(Insistence.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Runnable pause;

  @Autowired
  Insistence() {
    this(() -> LockSupport.parkNanos(PAUSE.toNanos()));
  }

  /**
   * @param pause between two tries
   */
  Insistence(Runnable pause) {
    this.pause = pause;
  }

  /**
   * @param writes may have been done already when they are tried again: an answer can be lost
   * @param givingUp asked between two tries
   * @throws DataAccessException if it is not the database that is away, or this gives up
   * @throws TransactionException likewise
   */
  void on(Runnable writes, BooleanSupplier givingUp) {
    boolean away = false;
    while (true) {
      try {
        writes.run();
        return;
      } catch (DataAccessException | TransactionException e) {
        if (!DatabaseAway.isCauseOf(e)
            || givingUp.getAsBoolean()
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (!away) {
          log.warn("The end of a training waits for the database: {}", e.getMessage());
        }
        away = true;
        pause.run();
      }
    }
  }
}
