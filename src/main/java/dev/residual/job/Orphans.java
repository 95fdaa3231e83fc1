package dev.residual.job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * At start-up, before the queue is polled: an embedded database has no other process, so whatever
 * was being worked on has lost its worker and is taken up at once, without waiting for heartbeats
 * to be missed.
 */
@Component
class Orphans implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(Orphans.class);

  private final SharedDatabase database;
  private final JdbcClient jdbc;
  private final JobLedger ledger;
  private final TransactionTemplate transaction;

  Orphans(
      SharedDatabase database, JdbcClient jdbc, JobLedger ledger, TransactionTemplate transaction) {
    this.database = database;
    this.jdbc = jdbc;
    this.ledger = ledger;
    this.transaction = transaction;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (database.isShared()) {
      return; // another node may be at work on them; db-scheduler revives what nobody is
    }
    transaction.executeWithoutResult(
        status -> {
          int released = releaseExecutions();
          if (released > 0) {
            log.info("{} jobs lost their worker and are taken up again", released);
          }
          ledger.takeUpOrphans();
        });
  }

  private int releaseExecutions() {
    return jdbc.sql(
            """
            update scheduled_tasks
            set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
            where task_name = :task and picked = true
            """)
        .param("task", JobQueue.TASK.getTaskName())
        .update();
  }
}
