package dev.residual.storage;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Keeps files for downloads, such as exported models, in a folder. Each file is written once and
 * then served from disk, so that slow clients cost no memory. A file that was damaged by a crash or
 * a disk error is written again. The least recently used files are removed.
 */
@Component
public class DownloadCache {

  private static final String TEMPORARY = ".tmp";
  private static final String DIGEST = ".sha256";

  /** Writes the content of a file. */
  public interface Writer {
    void writeTo(Path file) throws IOException;
  }

  /**
   * A file that is complete.
   *
   * @param sha256 its digest, in lower-case hexadecimal
   */
  public record CachedFile(Path path, String sha256) {}

  private final Path folder;
  private final long maxBytes;
  private final int maxWaiting;
  private final FileDigests digests;
  private final Clock clock;

  /** The lock that a writer holds, so that only one file is written at a time. */
  private final ReentrantLock writing = new ReentrantLock(true);

  /** Says whether incomplete files of a killed process were removed; guarded by the lock. */
  private boolean cleared;

  DownloadCache(DownloadSettings settings, FileDigests digests, Clock clock) {
    folder = settings.folder().toAbsolutePath().normalize();
    maxBytes = settings.maxSize().toBytes();
    maxWaiting = settings.maxWaiting();
    this.digests = digests;
    this.clock = clock;
  }

  /**
   * Returns a file, and writes it first if it is not there.
   *
   * @param name a name of letters, digits, dots and hyphens
   * @throws DownloadFolderException if it cannot be written, for example because the disk is full
   * @throws TooManyExportsException if others wait for files to be written, and are too many
   */
  public CachedFile get(String name, Writer writer) {
    Path file = folder.resolve(name);
    Path digest = folder.resolve(name + DIGEST);
    try {
      if (isIntact(file, digest)) {
        return used(file, digest);
      }
    } catch (IOException e) {
      // It has just been removed, or cannot be read. It is looked at again.
    }
    awaitTurn();
    try {
      if (!isIntact(file, digest)) {
        write(file, digest, writer);
      }
      return used(file, digest);
    } catch (IOException e) {
      throw new DownloadFolderException(file, e);
    } finally {
      writing.unlock();
    }
  }

  private CachedFile used(Path file, Path digest) throws IOException {
    CachedFile cached = new CachedFile(file, read(digest));
    // The time of the file itself stays as it is, because it tells whether the file has changed.
    Files.setLastModifiedTime(digest, FileTime.from(clock.instant()));
    return cached;
  }

  /** Takes the lock. Each that waits for it keeps a thread of the web server. */
  private void awaitTurn() {
    if (!writing.tryLock()) {
      if (waiting() >= maxWaiting) {
        throw new TooManyExportsException(maxWaiting);
      }
      writing.lock();
    }
  }

  /** Returns how many wait for their turn to write a file. */
  int waiting() {
    return writing.getQueueLength();
  }

  private boolean isIntact(Path file, Path digest) throws IOException {
    return Files.exists(file) && Files.exists(digest) && digests.of(file).equals(read(digest));
  }

  /** Returns the content of a digest file. If it is damaged, the content equals no digest. */
  private static String read(Path digest) throws IOException {
    return Files.readString(digest, StandardCharsets.ISO_8859_1);
  }

  /**
   * Copies a file of an artifact. A failure is that of the copy, while the artifact is being read.
   *
   * @throws DownloadFolderException if the copy cannot be written
   */
  public static Path copy(Path original, Path copy) {
    try {
      return Files.copy(original, copy);
    } catch (IOException e) {
      throw new DownloadFolderException(copy, e);
    }
  }

  /** Writes both files to disk before they appear under their names. */
  private void write(Path file, Path digest, Writer writer) throws IOException {
    PrivateFiles.createFolder(folder);
    clear();
    Path temporary = folder.resolve(UUID.randomUUID() + TEMPORARY);
    Path temporaryDigest = folder.resolve(UUID.randomUUID() + TEMPORARY);
    try {
      writer.writeTo(temporary);
      String sha256 = Sha256.of(temporary);
      Files.writeString(temporaryDigest, sha256);
      PrivateFiles.closeWritten(temporary);
      PrivateFiles.closeWritten(temporaryDigest);
      DurableFiles.forceFile(temporary);
      DurableFiles.forceFile(temporaryDigest);
      Files.move(temporaryDigest, digest, StandardCopyOption.ATOMIC_MOVE);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.forceDirectory(folder);
      digests.put(file, sha256);
    } finally {
      Files.deleteIfExists(temporary);
      Files.deleteIfExists(temporaryDigest);
    }
    evict(file);
  }

  private void clear() throws IOException {
    if (!cleared) {
      for (Path each : files()) {
        if (each.toString().endsWith(TEMPORARY)) {
          Files.deleteIfExists(each);
        }
      }
      cleared = true;
    }
  }

  /** Removes the least recently used files until the rest fits. A client may still read them. */
  private void evict(Path newest) throws IOException {
    long total = 0;
    for (Path each : newestFirst()) {
      total += Files.size(each);
      if (total > maxBytes && !each.equals(newest)) {
        Files.deleteIfExists(each);
        Files.deleteIfExists(folder.resolve(each.getFileName() + DIGEST));
      }
    }
  }

  private List<Path> newestFirst() throws IOException {
    return files().stream()
        .filter(each -> !each.toString().endsWith(DIGEST))
        .sorted(Comparator.comparing(this::lastUse).reversed())
        .toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(folder.resolve(file.getFileName() + DIGEST));
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
