package dev.residual.webhook;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/**
 * The webhooks that have something to send. Each is there at most once, so that no receiver takes
 * more than one thread, and those that wait come before one that had its turn. No other class
 * accesses the queue's table by SQL.
 */
@Component
class DeliveryQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("deliver");

  /** The name of db-scheduler's table, which knows this one task. */
  static final String TABLE = "webhook_tasks";

  /** The longest time for which an entry is put off, and more. */
  private static final Duration MAX_DELAY = Duration.ofMinutes(1);

  private final SchedulerClient client;
  private final JdbcClient jdbc;
  private final Clock clock;

  DeliveryQueue(DataSource dataSource, JdbcClient jdbc, Clock clock) {
    client =
        SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
            .tableName(TABLE)
            .enablePriority()
            .build();
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Adds a webhook. One that is there already is left unchanged. */
  void put(UUID webhookId) {
    client.scheduleIfNotExists(TASK.instance(webhookId.toString()).build(), clock.instant());
  }

  static UUID webhookId(String instance) {
    return UUID.fromString(instance);
  }

  /** Makes entries due that are due later than any delay explains. */
  void makeDue() {
    jdbc.sql(
            """
            update webhook_tasks set execution_time = :now, version = version + 1
            where picked = false and execution_time > :latest
            """)
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .param("latest", clock.instant().plus(MAX_DELAY).atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Makes all entries that a worker has picked available again. Call this only from the sole
   * process that uses the database, before it starts to poll.
   */
  void releasePicked() {
    jdbc.sql(
            """
            update webhook_tasks
            set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
            where picked = true
            """)
        .update();
  }
}
