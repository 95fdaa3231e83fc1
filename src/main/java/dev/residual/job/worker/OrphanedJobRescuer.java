package dev.residual.job.worker;

import dev.residual.cluster.DatabaseMode;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobQueue;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requeues jobs that have lost their worker, at start-up before the queue is polled. An embedded
 * database is used by one process only, so there is no need to wait for missed heartbeats.
 */
@Component
public class OrphanedJobRescuer implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(OrphanedJobRescuer.class);

  private final DatabaseMode database;
  private final JobQueue queue;
  private final JobAttempts attempts;
  private final TransactionTemplate transaction;
  private final Clock clock;

  OrphanedJobRescuer(
      DatabaseMode database,
      JobQueue queue,
      JobAttempts attempts,
      TransactionTemplate transaction,
      Clock clock) {
    this.database = database;
    this.queue = queue;
    this.attempts = attempts;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    queue.makeDue(clock.instant());
    if (database.isShared()) {
      return; // another node may be running them; db-scheduler revives those without heartbeats
    }
    transaction.executeWithoutResult(
        status -> {
          int released = queue.releasePicked();
          if (released > 0) {
            log.info("{} queue entries lost their worker and are queued again", released);
          }
          attempts.requeueOrphans();
        });
  }
}
