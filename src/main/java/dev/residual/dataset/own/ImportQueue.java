package dev.residual.dataset.own;

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

/** The queue of imports, oldest first. No other class accesses its table by SQL. */
@Component
class ImportQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("import");

  /** The name of db-scheduler's table, which knows this one task. */
  static final String TABLE = "import_tasks";

  /** The longest time for which an entry is put off. */
  static final Duration MAX_DELAY = Duration.ofMinutes(1);

  /** Entries are ordered by a time that has passed, whatever is done to the clock. */
  private static final Duration ALWAYS_DUE = Duration.ofDays(36_500);

  private final SchedulerClient client;
  private final JdbcClient jdbc;
  private final Clock clock;

  ImportQueue(DataSource dataSource, JdbcClient jdbc, Clock clock) {
    client =
        SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
            .tableName(TABLE)
            .enablePriority()
            .build();
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Adds a version in the caller's transaction. One that is queued already is left unchanged. */
  void put(DatasetVersion version) {
    client.scheduleIfNotExists(
        TASK.instance(version.id().toString()).build(), version.createdAt().minus(ALWAYS_DUE));
  }

  static UUID id(String instance) {
    return UUID.fromString(instance);
  }

  /** Makes entries due that are due later than any delay explains. */
  void makeDue() {
    jdbc.sql(
            """
            update import_tasks set execution_time = :now, version = version + 1
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
            update import_tasks
            set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
            where picked = true
            """)
        .update();
  }
}
