package dev.residual.dataset.own;

import dev.residual.CodedException;
import dev.residual.cluster.DatabaseRetry;
import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveException;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.ingest.ImportException;
import dev.residual.dataset.ingest.Importer;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.image.ImageException;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.StorageUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Imports versions from the queue, on the calling thread. */
@Component
class ImportWorker {

  private static final Logger log = LoggerFactory.getLogger(ImportWorker.class);

  private static final String STORAGE = "storage";

  /** The result of a run, which decides what happens to the version's queue entry. */
  enum Outcome {
    /** Nothing is left to do, so the entry is removed. */
    DONE,
    /** The service is stopping, so the entry stays. */
    RELEASED,
    /** The attempt had a temporary failure, so the entry is retried later. */
    RETRY_LATER
  }

  private final ImportAttempts attempts;
  private final ArtifactStore artifacts;
  private final Inbox inbox;
  private final DatasetArtifacts cleanup;
  private final DatabaseRetry retry;
  private final Clock clock;

  ImportWorker(
      ImportAttempts attempts,
      ArtifactStore artifacts,
      Inbox inbox,
      DatasetArtifacts cleanup,
      DatabaseRetry retry,
      Clock clock) {
    this.attempts = attempts;
    this.artifacts = artifacts;
    this.inbox = inbox;
    this.cleanup = cleanup;
    this.retry = retry;
    this.clock = clock;
  }

  /**
   * Imports a version until it is ready, failed, released or has to be retried.
   *
   * @param shuttingDown checked at every image; once it is true, the version is released
   */
  Outcome run(UUID id, BooleanSupplier shuttingDown) {
    Optional<ImportAttempt> attempt = attempts.start(id);
    if (attempt.isEmpty()) {
      cleanup.delete(id);
      return Outcome.DONE;
    }
    Outcome outcome = run(attempt.get(), shuttingDown);
    if (outcome == Outcome.DONE) {
      cleanup.delete(id);
    }
    return outcome;
  }

  private Outcome run(ImportAttempt attempt, BooleanSupplier shuttingDown) {
    try {
      log.info("The import of {} starts, attempt {}", attempt.reference(), attempt.attempt());
      PackManifest manifest = write(attempt, shuttingDown);
      retry.run(() -> attempts.succeed(attempt, manifest), shuttingDown);
      log.info("{} is ready", attempt.reference());
      return Outcome.DONE;
    } catch (StaleImportException e) {
      log.info("{}; its result is discarded", e.getMessage());
      return Outcome.DONE;
    } catch (ImportSuspendedException e) {
      attempts.release(attempt);
      log.info("The import of {} is queued again", attempt.reference());
      return Outcome.RELEASED;
    } catch (ArchiveException | ImportException e) {
      return fail(attempt, ((CodedException) e).code(), String.valueOf(e.getMessage()));
    } catch (StorageUnavailableException e) {
      attempts.release(attempt);
      log.warn("The import of {} waits for the store: {}", attempt.reference(), e.getMessage());
      return Outcome.RETRY_LATER;
    } catch (ArtifactException e) {
      return retryLater(attempt, STORAGE, e);
    } catch (ImageException | OutOfMemoryError e) {
      return retryLater(attempt, "out-of-memory", e);
    } catch (DataAccessException | TransactionException e) {
      // The database cannot be reached. db-scheduler retries, and the row has the status.
      throw e;
    } catch (RuntimeException | Error e) {
      log.error("The import of {} failed", attempt.reference(), e);
      return fail(attempt, "internal", "An unexpected error; the log of the service has details");
    }
  }

  private PackManifest write(ImportAttempt attempt, BooleanSupplier shuttingDown) {
    var observer = new ImportProgressWriter(attempt, attempts, shuttingDown, clock);
    AtomicReference<PackManifest> manifest = new AtomicReference<>();
    artifacts.write(
        attempt.packKey(),
        directory ->
            manifest.set(
                source(
                    attempt,
                    file -> {
                      try (Archive archive = Archives.open(file, ArchiveLimits.DEFAULTS)) {
                        return Importer.run(
                            archive, attempt.options(), directory, directory, observer);
                      }
                    })));
    return Objects.requireNonNull(manifest.get(), "a written pack has a manifest");
  }

  private PackManifest source(ImportAttempt attempt, ArtifactStore.Reading<PackManifest> reading)
      throws IOException {
    if (attempt.inbox() != null) {
      return reading.from(inbox.locate(attempt.inbox()));
    }
    return artifacts.read(
        DatasetKeys.upload(attempt.id()),
        directory -> reading.from(directory.resolve(DatasetKeys.ARCHIVE)));
  }

  private Outcome fail(ImportAttempt attempt, String code, String message) {
    attempts.fail(attempt, code, message);
    log.info("The import of {} failed: {}", attempt.reference(), message);
    return Outcome.DONE;
  }

  private Outcome retryLater(ImportAttempt attempt, String code, Throwable cause) {
    boolean queued = attempts.retryLater(attempt, code, String.valueOf(cause.getMessage()));
    log.error(
        "The import of {} {}", attempt.reference(), queued ? "will be retried" : "failed", cause);
    return queued ? Outcome.RETRY_LATER : Outcome.DONE;
  }
}
