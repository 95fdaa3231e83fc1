package dev.residual.webhook;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.residual.cluster.TaskQueue;
import java.time.Clock;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The webhooks that have something to send. Each is there at most once, so that no receiver takes
 * more than one thread, and those that wait come before one that had its turn.
 */
@Component
class DeliveryQueue {

  static final TaskDescriptor<Void> TASK = TaskDescriptor.of("deliver");
  static final String TABLE = "webhook_tasks";

  private final TaskQueue tasks;
  private final Clock clock;

  DeliveryQueue(DataSource dataSource, JdbcClient jdbc, Clock clock) {
    tasks = new TaskQueue(TASK, TABLE, dataSource, jdbc, clock);
    this.clock = clock;
  }

  /** Adds a webhook. One that is there already is left unchanged. */
  void put(UUID webhookId) {
    tasks.put(webhookId, clock.instant());
  }

  static UUID webhookId(String instance) {
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
