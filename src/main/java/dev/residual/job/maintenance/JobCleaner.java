package dev.residual.job.maintenance;

import dev.residual.cluster.WorkerRegistry;
import dev.residual.job.IdempotencyKeys;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobNotFoundException;
import dev.residual.job.JobQueries;
import dev.residual.job.JobView;
import dev.residual.storage.ArtifactException;
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
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes expired jobs and logged steps, and artifacts that no row refers to. Several nodes may run
 * it at the same time.
 */
@Component
class JobCleaner {

  private static final Logger log = LoggerFactory.getLogger(JobCleaner.class);

  private static final String INTERVAL =
      "${residual.retention.cleanup-interval:" + RetentionSettings.CLEANUP_INTERVAL + "}";

  private final JdbcClient jdbc;
  private final JobLifecycle lifecycle;
  private final JobQueries queries;
  private final IdempotencyKeys keys;
  private final WorkerRegistry workers;
  private final OrphanedArtifacts orphans;
  private final RetentionSettings settings;
  private final Clock clock;

  JobCleaner(
      JdbcClient jdbc,
      JobLifecycle lifecycle,
      JobQueries queries,
      IdempotencyKeys keys,
      WorkerRegistry workers,
      OrphanedArtifacts orphans,
      RetentionSettings settings,
      Clock clock) {
    this.jdbc = jdbc;
    this.lifecycle = lifecycle;
    this.queries = queries;
    this.keys = keys;
    this.workers = workers;
    this.orphans = orphans;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  void run() {
    List<UUID> expired = expiredJobs();
    expired.forEach(this::delete);
    int steps = deleteExpiredSteps();
    keys.deleteExpired();
    workers.deleteExpired();
    int artifacts =
        orphans.jobs().stream().mapToInt(this::deleteOrphans).sum() + deleteOrphanedUploads();
    if (expired.size() + steps + artifacts > 0) {
      log.info(
          "Deleted {} expired jobs, {} expired steps and {} unreferenced artifacts",
          expired.size(),
          steps,
          artifacts);
    }
  }

  private List<UUID> expiredJobs() {
    return jdbc.sql("select id from job where finished_at < :limit")
        .param("limit", ago(settings.jobs()))
        .query((row, index) -> row.getObject("id", UUID.class))
        .list();
  }

  private void delete(UUID job) {
    try {
      lifecycle.delete(job);
    } catch (JobNotFoundException e) {
      // Another node deleted it first.
    }
  }

  private int deleteExpiredSteps() {
    return jdbc.sql(
            """
            delete from job_event where type = 'step' and job_id in (
              select id from job where finished_at < :limit)
            """)
        .param("limit", ago(settings.metrics()))
        .update();
  }

  /**
   * Deletes the unreferenced artifacts of a job. An unfinished job is skipped, since its worker may
   * still be writing.
   */
  private int deleteOrphans(UUID id) {
    try {
      return deleteOrphansOf(id);
    } catch (ArtifactException e) {
      log.warn("Unreferenced artifacts of job {} are kept: {}", id, e.getMessage());
      return 0;
    }
  }

  private int deleteOrphanedUploads() {
    try {
      return orphans.deleteUploads(clock.instant());
    } catch (ArtifactException e) {
      log.warn("Unreferenced artifacts of uploaded models are kept: {}", e.getMessage());
      return 0;
    }
  }

  private int deleteOrphansOf(UUID id) {
    Optional<JobView> job = queries.find(id);
    if (job.isEmpty()) {
      return orphans.delete(id, true);
    }
    Instant end = job.get().finishedAt();
    if (end == null) {
      return 0;
    }
    boolean kept =
        CheckpointCleanup.keepsCheckpoints(job.get().failure())
            && end.isAfter(clock.instant().minus(settings.checkpoints()));
    return orphans.delete(id, !kept);
  }

  private OffsetDateTime ago(Duration age) {
    return clock.instant().minus(age).atOffset(ZoneOffset.UTC);
  }
}
