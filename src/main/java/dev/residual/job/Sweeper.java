package dev.residual.job;

import dev.residual.model.Leftovers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes away what is too old, and what no row refers to. Several nodes may sweep at once. */
@Component
class Sweeper {

  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private final JdbcClient jdbc;
  private final JobLedger ledger;
  private final JobShelf shelf;
  private final IdempotencyKeys keys;
  private final Fleet fleet;
  private final Leftovers leftovers;
  private final RetentionSettings settings;
  private final Clock clock;

  Sweeper(
      JdbcClient jdbc,
      JobLedger ledger,
      JobShelf shelf,
      IdempotencyKeys keys,
      Fleet fleet,
      Leftovers leftovers,
      RetentionSettings settings,
      Clock clock) {
    this.jdbc = jdbc;
    this.ledger = ledger;
    this.shelf = shelf;
    this.keys = keys;
    this.fleet = fleet;
    this.leftovers = leftovers;
    this.settings = settings;
    this.clock = clock;
  }

  void sweep() {
    List<UUID> old = old();
    old.forEach(this::forget);
    int steps = forgetSteps();
    keys.forgetOld();
    fleet.forgetOld();
    int artifacts = leftovers.jobs().stream().mapToInt(this::sweepStore).sum();
    if (old.size() + steps + artifacts > 0) {
      log.info(
          "Took away {} old jobs, {} logged steps and {} artifacts that nothing refers to",
          old.size(),
          steps,
          artifacts);
    }
  }

  private List<UUID> old() {
    return jdbc.sql("select id from job where finished_at < :limit")
        .param("limit", ago(settings.jobs()))
        .query(UUID.class)
        .list();
  }

  private void forget(UUID job) {
    try {
      ledger.delete(job);
    } catch (JobNotFoundException e) {
      // Another node was faster.
    }
  }

  private int forgetSteps() {
    return jdbc.sql(
            """
            delete from job_event where type = 'step' and job_id in (
              select id from job where finished_at < :limit)
            """)
        .param("limit", ago(settings.metrics()))
        .update();
  }

  /**
   * An artifact is written by a job that is not over, so all else can be told to be of use or not.
   */
  private int sweepStore(UUID id) {
    Optional<JobView> job = shelf.find(id);
    if (job.isEmpty()) {
      return leftovers.remove(id, true);
    }
    Instant end = job.get().finishedAt();
    if (end == null) {
      return 0;
    }
    boolean kept =
        Disposal.keepsCheckpoints(job.get().failure())
            && end.isAfter(clock.instant().minus(settings.checkpoints()));
    return leftovers.remove(id, !kept);
  }

  private OffsetDateTime ago(Duration time) {
    return clock.instant().minus(time).atOffset(ZoneOffset.UTC);
  }
}
