package dev.residual.job;

import dev.residual.access.Caller;
import dev.residual.access.limit.ClientLimits;
import dev.residual.web.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Limits how many jobs wait, and how many each client has. Jobs are added one after the other,
 * across all nodes. Other work that waits for the same devices counts as a job does.
 */
@Component
public class QueueCapacity {

  /** Knows of other work in the queue. */
  public interface OtherWork {

    /** Returns how much of it waits. */
    long waiting();

    /** Returns how much of it a client has that is not over. */
    long unfinishedOf(UUID owner);
  }

  /** Training takes at least minutes, so a full queue stays full for a while. */
  private static final Duration FULL_RETRY_AFTER = Duration.ofMinutes(1);

  private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);

  private final Jobs jobs;
  private final JdbcClient jdbc;
  private final QueueSettings settings;
  private final ClientLimits limits;
  private final ObjectProvider<OtherWork> others;

  QueueCapacity(
      Jobs jobs,
      JdbcClient jdbc,
      QueueSettings settings,
      ClientLimits limits,
      ObjectProvider<OtherWork> others) {
    this.jobs = jobs;
    this.jdbc = jdbc;
    this.settings = settings;
    this.limits = limits;
    this.others = others;
  }

  /**
   * Checks that the queue has room for one more job of the client of this request, which then
   * belongs to the caller's transaction: until it ends, no other one gets past this check.
   *
   * @throws Problem 429 if there is none, or if the client has as many jobs as it may have
   */
  public void requireRoom() {
    lock();
    requireRoomOf(Caller.currentId(), limits.current().unfinishedJobs());
    long waiting =
        jobs.countByStatusIn(JobStatus.WAITING)
            + others.stream().mapToLong(OtherWork::waiting).sum();
    if (waiting >= settings.capacity()) {
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

  private void requireRoomOf(@Nullable UUID owner, @Nullable Integer limit) {
    if (owner != null
        && limit != null
        && jobs.countByOwnerAndStatusIn(owner, JobStatus.UNFINISHED)
                + others.stream().mapToLong(each -> each.unfinishedOf(owner)).sum()
            >= limit) {
      throw Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "too-many-jobs",
              String.format(
                  Locale.ROOT,
                  "%d jobs of this key are queued, paused or running, as many as its limit"
                      + " unfinishedJobs allows. Wait for one to end, or cancel one.",
                  limit))
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
