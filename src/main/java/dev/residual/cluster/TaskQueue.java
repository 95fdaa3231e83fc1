package dev.residual.cluster;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** A queue in a table of db-scheduler that knows one task. Each entry is there at most once. */
public final class TaskQueue {

  /** The longest time for which an entry is put off, and more. */
  public static final Duration MAX_DELAY = Duration.ofMinutes(1);

  /** How long ago each entry was due. See {@link #place}. */
  public static final Duration ALWAYS_DUE = Duration.ofDays(36_500);

  private final TaskDescriptor<Void> task;
  private final String table;
  private final SchedulerClient client;
  private final JdbcClient jdbc;
  private final Clock clock;

  public TaskQueue(
      TaskDescriptor<Void> task,
      String table,
      DataSource dataSource,
      JdbcClient jdbc,
      Clock clock) {
    this.task = task;
    this.table = table;
    client =
        SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
            .tableName(table)
            .enablePriority()
            .build();
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Adds an entry in the caller's transaction. One that is there already is left unchanged. */
  public void put(UUID id, Instant due) {
    client.scheduleIfNotExists(task.instance(id.toString()).build(), due);
  }

  /**
   * Returns when the entry of something is due, so that entries are ordered by their creation. It
   * has passed, whatever is done to the clock.
   */
  public static Instant place(Instant createdAt) {
    return createdAt.minus(ALWAYS_DUE);
  }

  /** Makes entries due that are due later than any delay explains. */
  public void makeDue() {
    Instant now = clock.instant();
    jdbc.sql(
            "update "
                + table
                + """
                 set execution_time = :now, version = version + 1
                where picked = false and execution_time > :latest
                """)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("latest", now.plus(MAX_DELAY).atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Makes all entries that a worker has picked available again. Call this only from the sole
   * process that uses the database, before it starts to poll.
   */
  public void releasePicked() {
    jdbc.sql(
            "update "
                + table
                + """
                 set picked = false, picked_by = null, last_heartbeat = null,
                  version = version + 1
                where picked = true
                """)
        .update();
  }
}
