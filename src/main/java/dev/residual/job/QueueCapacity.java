package dev.residual.job;

import dev.residual.web.Problem;
import java.time.Duration;
import java.util.Locale;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Limits how many jobs wait. Jobs are added one after the other, across all nodes. */
@Component
class QueueCapacity {

  /** Training takes at least minutes, so a full queue stays full for a while. */
  private static final Duration FULL_RETRY_AFTER = Duration.ofMinutes(1);

  private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);

  private final Jobs jobs;
  private final JdbcClient jdbc;
  private final QueueSettings settings;

  QueueCapacity(Jobs jobs, JdbcClient jdbc, QueueSettings settings) {
    this.jobs = jobs;
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /**
   * Checks that the queue has room for one more job, which then belongs to the caller's
   * transaction: until it ends, no other one gets past this check.
   *
   * @throws Problem 429 if there is none
   */
  void requireRoom() {
    lock();
    if (jobs.countByStatusIn(JobStatus.WAITING) >= settings.capacity()) {
      throw Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "queue-full",
              String.format(
                  Locale.ROOT,
                  "%d jobs are queued or paused, as many as residual.queue.capacity allows",
                  settings.capacity()))
          .retryAfter(FULL_RETRY_AFTER);
    }
  }

  private void lock() {
    try {
      jdbc.sql("select id from queue_lock for update").query(Integer.class).single();
    } catch (PessimisticLockingFailureException e) {
      throw Problem.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "queue-busy",
              "Too many jobs are being submitted at the moment; send the request again")
          .retryAfter(BUSY_RETRY_AFTER);
    }
  }
}
