package dev.residual.dataset.own;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.residual.cluster.TaskQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The queue of imports, oldest first. */
@Component
class ImportQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("import");
  static final String TABLE = "import_tasks";

  /** The longest time for which an entry is put off. */
  static final Duration MAX_DELAY = TaskQueue.MAX_DELAY;

  private final TaskQueue tasks;

  ImportQueue(DataSource dataSource, JdbcClient jdbc, Clock clock) {
    tasks = new TaskQueue(TASK, TABLE, dataSource, jdbc, clock);
  }

  /** Adds a version in the caller's transaction. One that is queued already is left unchanged. */
  void put(DatasetVersion version) {
    tasks.put(version.id(), TaskQueue.place(version.createdAt()));
  }

  static UUID id(String instance) {
    return UUID.fromString(instance);
  }

  /** Makes entries due that are due later than any delay explains. */
  void makeDue() {
    tasks.makeDue();
  }

  /** Makes entries available again that a process had picked which has ended. */
  void releasePicked() {
    tasks.releasePicked();
  }
}
