package dev.residual.dataset.own;

import dev.residual.cluster.NodeSettings;
import dev.residual.dataset.DatasetStatus;
import dev.residual.dataset.Datasets.ImportFinished;
import dev.residual.dataset.ingest.ImportObserver.Phase;
import dev.residual.dataset.pack.PackManifest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What workers do with the versions that they import. Each method is one transaction. Writes of an
 * attempt that is over throw {@link StaleImportException}.
 */
@Component
@Transactional
class ImportAttempts {

  private static final int MAX_ATTEMPTS = 3;

  private final DatasetVersions versions;
  private final ImportQueue queue;
  private final NodeSettings node;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ImportAttempts(
      DatasetVersions versions,
      ImportQueue queue,
      NodeSettings node,
      ApplicationEventPublisher events,
      Clock clock) {
    this.versions = versions;
    this.queue = queue;
    this.node = node;
    this.events = events;
    this.clock = clock;
  }

  /** Begins an attempt; returns empty if there is nothing to import, or no attempt is left. */
  public Optional<ImportAttempt> start(UUID id) {
    DatasetVersion version =
        versions.lock(id).filter(found -> !found.status().isFinal()).orElse(null);
    if (version == null) {
      return Optional.empty();
    }
    boolean exhausted = version.attemptsExhausted(MAX_ATTEMPTS);
    version.start(node.nodeId(), clock.instant());
    if (exhausted) {
      fail(
          version,
          "gave-up",
          String.format(
              Locale.ROOT,
              "The import lost its worker %d times; the log of the service may show why",
              MAX_ATTEMPTS));
      return Optional.empty();
    }
    return Optional.of(ImportAttempt.of(version));
  }

  /** Stores how far an attempt is. */
  public void progress(ImportAttempt attempt, Phase phase, int done, int total) {
    lockOwned(attempt).progress(phase, done, total, clock.instant());
  }

  /** Ends an import with a pack. The call is idempotent. */
  public void succeed(ImportAttempt attempt, PackManifest manifest) {
    Optional<DatasetVersion> version = versions.lock(attempt.id());
    if (version
        .filter(found -> found.status() == DatasetStatus.READY)
        .filter(found -> found.attempt() == attempt.attempt())
        .isPresent()) {
      return; // an earlier call succeeded, but its response was lost
    }
    DatasetVersion owned = lockOwned(attempt);
    owned.succeed(manifest, clock.instant());
    events.publishEvent(new ImportFinished(owned.name(), owned.version(), null, null));
  }

  /** Ends an import without a pack. */
  public void fail(ImportAttempt attempt, String code, String message) {
    fail(lockOwned(attempt), code, message);
  }

  private void fail(DatasetVersion version, String code, String message) {
    version.fail(code, message, clock.instant());
    events.publishEvent(
        new ImportFinished(version.name(), version.version(), code, version.failureMessage()));
  }

  /**
   * Returns a version to the queue after a failure that may pass.
   *
   * @return whether it stays in the queue; false if this was its last attempt
   */
  public boolean retryLater(ImportAttempt attempt, String code, String message) {
    DatasetVersion version = lockOwned(attempt);
    if (version.attemptsExhausted(MAX_ATTEMPTS)) {
      fail(version, code, message);
      return false;
    }
    version.release(true);
    return true;
  }

  /** Returns a version to the queue. The attempt does not count. */
  public void release(ImportAttempt attempt) {
    lockOwned(attempt).release(false);
  }

  /** Queues what lost its worker, after a restart of the only user of the database. */
  public void requeueOrphans() {
    versions
        .findByStatusIn(List.of(DatasetStatus.IMPORTING))
        .forEach(version -> version.release(true));
    versions.findByStatusIn(List.of(DatasetStatus.QUEUED)).forEach(queue::put);
  }

  private DatasetVersion lockOwned(ImportAttempt attempt) {
    return versions
        .lock(attempt.id())
        .filter(version -> version.isRunning(attempt.attempt()))
        .orElseThrow(() -> new StaleImportException(attempt));
  }
}
