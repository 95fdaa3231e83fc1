package dev.residual.dataset.own;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveLimits;
import dev.residual.dataset.archive.Archives;
import dev.residual.dataset.ingest.ImportOptions;
import dev.residual.storage.ArtifactStore;
import dev.residual.storage.Sha256;
import dev.residual.web.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
   * @param sha256 the digest that the client announces
   */
  record Body(InputStream stream, long length, Optional<String> sha256) {}

  private final DatasetLifecycle lifecycle;
  private final ArtifactStore artifacts;
  private final UploadRoom room;
  private final Semaphore permits;
  private final int maxUploads;

  DatasetUploads(
      DatasetLifecycle lifecycle,
      ArtifactStore artifacts,
      UploadRoom room,
      UploadSettings settings) {
    this.lifecycle = lifecycle;
    this.artifacts = artifacts;
    this.room = room;
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
      Optional<DatasetVersion> taken = lifecycle.taken(name);
      if (taken.isPresent() && !newVersion) {
        return existing(name, options, body, taken.get());
      }
      room.require(body.length());
      return store(lifecycle.begin(name, newVersion, options, null), body);
    } finally {
      permits.release();
    }
  }

  /** Only a body that is there already is accepted, so it is read without being stored. */
  private Received existing(String name, ImportOptions options, Body body, DatasetVersion taken)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    new DigestInputStream(body.stream(), digest).transferTo(OutputStream.nullOutputStream());
    String sha256 = Sha256.hex(digest);
    ContentDigest.require(body.sha256(), sha256);
    return lifecycle
        .same(name, options, sha256)
        .map(version -> new Received(version, false))
        .orElseThrow(() -> DatasetLifecycle.exists(taken));
  }

  private Received store(DatasetVersion version, Body body) throws IOException {
    boolean queued = false;
    String key = DatasetKeys.upload(version.id());
    try {
      Stored stored = write(key, body);
      Optional<DatasetVersion> same =
          lifecycle.same(version.name(), version.options(), stored.sha256);
      if (same.isPresent()) {
        return new Received(same.get(), false);
      }
      Received received =
          new Received(lifecycle.queue(version.id(), stored.bytes, stored.sha256), true);
      queued = true;
      return received;
    } finally {
      if (!queued) {
        lifecycle.abandon(version.id());
        artifacts.delete(DatasetKeys.folder(version.id()));
      }
    }
  }

  private record Stored(long bytes, String sha256) {}

  private Stored write(String key, Body body) throws IOException {
    Stored[] stored = new Stored[1];
    try {
      artifacts.write(
          key,
          directory -> {
            Path file = directory.resolve(DatasetKeys.ARCHIVE);
            stored[0] = copy(body.stream(), file);
            ContentDigest.require(body.sha256(), stored[0].sha256);
            try (Archive archive = Archives.open(file, ArchiveLimits.DEFAULTS)) {
              // Only what is no archive, or is refused at first sight, is refused here.
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return stored[0];
  }

  /** Copies the body. A failure to read it is told apart from one to write the file. */
  private static Stored copy(InputStream body, Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
        out.write(buffer, 0, read);
        digest.update(buffer, 0, read);
        bytes += read;
      }
    }
    return new Stored(bytes, Sha256.hex(digest));
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
   * @throws Problem if the name is taken
   */
  Received fromInbox(String name, boolean newVersion, ImportOptions options, String inbox) {
    DatasetVersion version = lifecycle.begin(name, newVersion, options, inbox);
    return new Received(lifecycle.queue(version.id(), 0, null), true);
  }
}
