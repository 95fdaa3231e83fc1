package dev.residual.dataset.own;

import dev.residual.access.limit.StorageLimit;
import dev.residual.access.limit.StorageUse;
import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.feedback.FeedbackImages;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.storage.ArtifactStore;
import dev.residual.web.BodyNotStoredException;
import dev.residual.web.ContentDigest;
import dev.residual.web.Problem;
import dev.residual.web.UploadFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Receives archives: streams them to the store and queues their import. */
@Component
class DatasetUploads {

  private static final int BUFFER = 1 << 16;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  /**
   * The result of an upload.
   *
   * @param created whether it is a new version; otherwise one with the same content was there
   */
  record Received(DatasetVersion version, boolean created) {}

  /**
   * A body.
   *
   * @param length in bytes; negative if it is not announced
   * @param digest the digest that the client names, if it does
   */
  record Body(InputStream stream, long length, ContentDigest digest) {}

  private final DatasetLifecycle lifecycle;
  private final ArtifactStore artifacts;
  private final DatasetArtifacts cleanup;
  private final UploadRoom room;
  private final UploadFolder folder;
  private final StorageLimit limit;
  private final Semaphore permits;
  private final int maxUploads;

  DatasetUploads(
      DatasetLifecycle lifecycle,
      ArtifactStore artifacts,
      DatasetArtifacts cleanup,
      UploadRoom room,
      UploadFolder folder,
      StorageLimit limit,
      UploadSettings settings) {
    this.lifecycle = lifecycle;
    this.artifacts = artifacts;
    this.cleanup = cleanup;
    this.room = room;
    this.folder = folder;
    this.limit = limit;
    maxUploads = settings.maxUploads();
    permits = new Semaphore(maxUploads);
  }

  /**
   * Receives an archive.
   *
   * @throws Problem if it is refused
   * @throws dev.residual.dataset.archive.ArchiveException if it is no archive, or exceeds a limit
   *     that is seen at once
   * @throws IOException if the client goes
   */
  Received receive(String name, boolean newVersion, ImportOptions options, Body body)
      throws IOException {
    return permitted(() -> take(name, newVersion, options, body));
  }

  /**
   * Takes an archive of images that the service has kept. It is like one that a client sends, so
   * that the data set does not change when the images are deleted.
   *
   * @throws Problem if it is refused
   */
  Received fromFeedback(
      String name, boolean newVersion, ImportOptions options, FeedbackImages.Archive archive)
      throws IOException {
    return permitted(
        () -> {
          Path file = written(archive);
          try (InputStream stream = Files.newInputStream(file)) {
            return take(
                name,
                newVersion,
                options,
                new Body(stream, Files.size(file), ContentDigest.ofNone()));
          } finally {
            Files.deleteIfExists(file);
          }
        });
  }

  private Path written(FeedbackImages.Archive archive) throws IOException {
    Path file = null;
    boolean complete = false;
    try {
      file = folder.createFile();
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
        archive.writeTo(out);
      }
      complete = true;
      return file;
    } catch (IOException e) {
      throw new BodyNotStoredException(e);
    } finally {
      if (file != null && !complete) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The taking of an archive, for which a permit is needed. */
  private interface Intake {
    Received run() throws IOException;
  }

  private Received permitted(Intake intake) throws IOException {
    if (!permits.tryAcquire()) {
      throw Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "too-many-uploads",
              String.format(
                  Locale.ROOT,
                  "%d archives are being received (residual.dataset.max-uploads); try again later",
                  maxUploads))
          .retryAfter(RETRY_AFTER);
    }
    try {
      return intake.run();
    } finally {
      permits.release();
    }
  }

  private Received take(String name, boolean newVersion, ImportOptions options, Body body)
      throws IOException {
    Optional<DatasetVersion> taken = lifecycle.taken(name);
    if (taken.isPresent() && !newVersion) {
      return existing(name, options, body, taken.get());
    }
    room.require(body.length());
    try (StorageUse use = limit.begin(body.length())) {
      return store(
          lifecycle.begin(name, newVersion, options, null),
          new Body(use.limited(body.stream()), body.length(), body.digest()));
    }
  }

  /** Only a body that is there already is accepted, so it is read without being stored. */
  private Received existing(String name, ImportOptions options, Body body, DatasetVersion taken)
      throws IOException {
    body.digest().computing(body.stream()).transferTo(OutputStream.nullOutputStream());
    body.digest().verify();
    return lifecycle
        .same(name, options, body.digest().sha256())
        .map(version -> new Received(version, false))
        .orElseThrow(() -> DatasetLifecycle.exists(taken));
  }

  private Received store(DatasetVersion version, Body body) throws IOException {
    boolean queued = false;
    String key = DatasetKeys.upload(version.id());
    try {
      long bytes = write(key, body);
      String sha256 = body.digest().sha256();
      Optional<DatasetVersion> same = lifecycle.same(version.name(), version.options(), sha256);
      if (same.isPresent()) {
        return new Received(same.get(), false);
      }
      Received received = new Received(lifecycle.queue(version.id(), bytes, sha256), true);
      queued = true;
      return received;
    } finally {
      if (!queued) {
        lifecycle.abandon(version.id());
        cleanup.delete(version.id());
      }
    }
  }

  /** Stores a body and returns its length. */
  private long write(String key, Body body) throws IOException {
    AtomicLong bytes = new AtomicLong();
    try {
      artifacts.write(
          key,
          directory -> {
            Path file = directory.resolve(DatasetKeys.ARCHIVE);
            bytes.set(copy(body.digest().computing(body.stream()), file));
            body.digest().verify();
            try (Archive archive = Archives.open(file, ArchiveLimits.DEFAULTS)) {
              // Only what is no archive, or is refused at first sight, is refused here.
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return bytes.get();
  }

  /** Copies the body. A failure to read it is told apart from one to write the file. */
  private static long copy(InputStream body, Path file) throws IOException {
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
        out.write(buffer, 0, read);
        bytes += read;
      }
    }
    return bytes;
  }

  private static int read(InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Queues the import of an archive or a folder of the inbox.
   *
   * @throws Problem if the name is taken, or the client may store nothing more
   */
  Received fromInbox(String name, boolean newVersion, ImportOptions options, String inbox) {
    try (StorageUse use = limit.begin(0)) {
      DatasetVersion version = lifecycle.begin(name, newVersion, options, inbox);
      return new Received(lifecycle.queue(version.id(), 0, null), true);
    }
  }
}
