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

/** Brings what is missing of a data set into the cache, in the background, one try at a time. */
final class BackgroundDownload {

  private static final Logger log = LoggerFactory.getLogger(BackgroundDownload.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int FILES = DatasetFile.values().length;

  private final DatasetDefinition dataset;
  private final DatasetDownloader site;
  private final FolderSource cache;
  private final Executor executor;
  private final Clock clock;

  private @Nullable Reached reached; // while a try runs
  private @Nullable Failure failure; // of the last try

  BackgroundDownload(
      DatasetDefinition dataset,
      DatasetDownloader site,
      FolderSource cache,
      Executor executor,
      Clock clock) {
    this.dataset = dataset;
    this.site = site;
    this.cache = cache;
    this.executor = executor;
    this.clock = clock;
  }

  /** Starts a try, unless one runs or the last one failed less than a minute ago. */
  synchronized void start() {
    if (reached == null && (failure == null || !clock.instant().isBefore(failure.retryFrom()))) {
      reached = new Reached(DatasetFile.TRAIN_IMAGES);
      failure = null;
      executor.execute(this::run);
    }
  }

  /** How far it is, or why it failed, or what starts it: a sentence. */
  synchronized String state() {
    if (reached != null) {
      return "It is being downloaded: " + reached + ".";
    }
    if (failure != null) {
      return "Its download failed: %s; from %s on a request starts a new try."
          .formatted(failure.reason(), failure.retryFrom());
    }
    return "A request for it starts its download.";
  }

  private void run() {
    log.info("Downloading {} from {} to {}", dataset.name(), site, cache.name());
    try {
      for (DatasetFile file : DatasetFile.values()) {
        if (!cache.holds(file)) {
          Reached next = new Reached(file);
          reach(next);
          site.fetch(file, sha256(file), cache.path(), next);
        }
      }
      end(null);
      log.info("Downloaded {}", dataset.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end("it was interrupted");
    } catch (IOException | RuntimeException e) {
      // A thread's end without a word would leave the state at "being downloaded" for ever.
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      end(reason);
      log.warn("The download of {} failed: {}", dataset.name(), reason);
    }
  }

  private String sha256(DatasetFile file) {
    String digest = dataset.digests().get(file);
    if (digest == null) {
      throw new IllegalStateException(
          "no digest of %s is known, and unchecked it is not kept".formatted(file.fileName()));
    }
    return digest;
  }

  private synchronized void reach(Reached next) {
    reached = next;
  }

  private synchronized void end(@Nullable String reason) {
    reached = null;
    failure = reason == null ? null : new Failure(reason, clock.instant().plus(PAUSE));
  }

  private record Failure(String reason, Instant retryFrom) {}

  /** How far one try is. */
  private static final class Reached implements DatasetDownloader.Progress {

    private final DatasetFile file;
    private volatile long expected;
    private volatile long received;

    Reached(DatasetFile file) {
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
      String much =
          String.format(Locale.ROOT, "%.1f MB", received / 1e6)
              + (expected > 0 ? String.format(Locale.ROOT, " of %.1f MB", expected / 1e6) : "");
      return "file %d of %d, %s, %s"
          .formatted(List.of(DatasetFile.values()).indexOf(file) + 1, FILES, file.gzipName(), much);
    }
  }
}
