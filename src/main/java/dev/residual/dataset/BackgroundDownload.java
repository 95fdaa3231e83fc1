package dev.residual.dataset;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads the missing files of a data set to the cache in the background, one attempt at a time.
 */
final class BackgroundDownload {

  private static final Logger log = LoggerFactory.getLogger(BackgroundDownload.class);
  private static final Duration RETRY_DELAY = Duration.ofMinutes(1);
  private static final int FILE_COUNT = DatasetFile.values().length;

  private final DatasetDefinition dataset;
  private final DatasetDownloader downloader;
  private final FolderSource cache;
  private final Executor executor;
  private final Clock clock;

  /** The progress of the running attempt, or null if none is running. */
  private @Nullable FileProgress progress;

  /** The failure of the last attempt, or null if it did not fail. */
  private @Nullable Failure failure;

  BackgroundDownload(
      DatasetDefinition dataset,
      DatasetDownloader downloader,
      FolderSource cache,
      Executor executor,
      Clock clock) {
    this.dataset = dataset;
    this.downloader = downloader;
    this.cache = cache;
    this.executor = executor;
    this.clock = clock;
  }

  /** Starts an attempt, unless one is running or the last one failed less than a minute ago. */
  synchronized void start() {
    if (progress == null && (failure == null || !clock.instant().isBefore(failure.retryFrom()))) {
      progress = new FileProgress(DatasetFile.TRAIN_IMAGES);
      failure = null;
      try {
        executor.execute(this::run);
      } catch (RuntimeException | Error e) {
        end("it could not be started, " + e);
        log.warn("The download of {} could not be started", dataset.name(), e);
      }
    }
  }

  /**
   * Returns a sentence on the state of the download: its progress, the reason of its failure, or
   * how to start it.
   */
  synchronized String state() {
    if (progress != null) {
      return "It is being downloaded: " + progress + ".";
    }
    if (failure != null) {
      return String.format(
          Locale.ROOT,
          "Its download failed: %s. From %s on, a request starts a new attempt.",
          failure.reason(),
          failure.retryFrom());
    }
    return "A request for it starts its download.";
  }

  private void run() {
    log.info("Downloading {} from {} to {}", dataset.name(), downloader, cache.name());
    try {
      for (DatasetFile file : DatasetFile.values()) {
        if (!cache.holds(file)) {
          FileProgress next = new FileProgress(file);
          setProgress(next);
          downloader.fetch(file, sha256(file), cache.path(), next);
        }
      }
      end(null);
      log.info("Downloaded {}", dataset.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("it was interrupted");
    } catch (IOException | RuntimeException | Error e) {
      // Without this, the state would stay "being downloaded" for ever after a failure.
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      end(reason);
      log.warn("The download of {} failed: {}", dataset.name(), reason);
    }
  }

  private String sha256(DatasetFile file) {
    String digest = dataset.digests().get(file.fileName());
    if (digest == null) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s has no known digest, so a download of it cannot be verified",
              file.fileName()));
    }
    return digest;
  }

  private synchronized void setProgress(FileProgress next) {
    progress = next;
  }

  private synchronized void end(@Nullable String reason) {
    progress = null;
    failure = reason == null ? null : new Failure(reason, clock.instant().plus(RETRY_DELAY));
  }

  private record Failure(String reason, Instant retryFrom) {}

  /** The progress of one attempt: the current file and the bytes received of it. */
  private static final class FileProgress implements DatasetDownloader.Progress {

    private final DatasetFile file;
    private volatile long expected;
    private volatile long received;

    FileProgress(DatasetFile file) {
      this.file = file;
    }

    @Override
    public void expect(long bytes) {
      expected = bytes;
    }

    @Override
    public void received(long bytes) {
      received = bytes;
    }

    @Override
    public String toString() {
      String amount =
          String.format(Locale.ROOT, "%.1f MB", received / 1e6)
              + (expected > 0 ? String.format(Locale.ROOT, " of %.1f MB", expected / 1e6) : "");
      return String.format(
          Locale.ROOT,
          "file %d of %d, %s, %s",
          List.of(DatasetFile.values()).indexOf(file) + 1,
          FILE_COUNT,
          file.gzipName(),
          amount);
    }
  }
}
