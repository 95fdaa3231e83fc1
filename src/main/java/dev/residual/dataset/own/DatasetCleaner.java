package dev.residual.dataset.own;

import dev.residual.cluster.DatabaseMode;
import dev.residual.dataset.DatasetStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes up what killed processes left: at start-up, uploads and imports of an embedded database,
 * which no other process uses; later, uploads that were cut off a day ago, and unreferenced files.
 */
@Component
class DatasetCleaner implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(DatasetCleaner.class);

  private static final Duration MAX_UPLOAD = Duration.ofHours(24);
  private static final String INTERVAL = "${residual.retention.cleanup-interval:1h}";

  private final DatabaseMode database;
  private final DatasetVersions versions;
  private final DatasetLifecycle lifecycle;
  private final ImportAttempts attempts;
  private final ImportQueue queue;
  private final DatasetArtifacts artifacts;
  private final Clock clock;

  DatasetCleaner(
      DatabaseMode database,
      DatasetVersions versions,
      DatasetLifecycle lifecycle,
      ImportAttempts attempts,
      ImportQueue queue,
      DatasetArtifacts artifacts,
      Clock clock) {
    this.database = database;
    this.versions = versions;
    this.lifecycle = lifecycle;
    this.attempts = attempts;
    this.queue = queue;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    queue.makeDue();
    if (!database.isShared()) {
      queue.releasePicked();
      attempts.requeueOrphans();
      removeUploads(upload -> true);
    }
  }

  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  void run() {
    removeUploads(upload -> upload.createdAt().isBefore(clock.instant().minus(MAX_UPLOAD)));
    artifacts.deleteAll();
  }

  private void removeUploads(Predicate<DatasetVersion> condition) {
    List<DatasetVersion> lost =
        versions.findByStatusIn(List.of(DatasetStatus.UPLOADING)).stream()
            .filter(condition)
            .toList();
    for (DatasetVersion upload : lost) {
      log.info("The upload of {} was cut off and is removed", upload.reference());
      lifecycle.abandon(upload.id());
      artifacts.delete(upload.id());
    }
  }
}
