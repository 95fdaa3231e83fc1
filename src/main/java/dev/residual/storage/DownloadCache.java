package dev.residual.storage;

import java.io.IOException;
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
 * Files that are made for downloads, such as exported models. Each is written once and then served
 * from disk, so that slow clients cost no memory. Those that were not used for the longest time are
 * removed.
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
  private final Clock clock;

  /** Is held while a file is written, so that only one is made at a time. */
  private final ReentrantLock writing = new ReentrantLock(true);

  DownloadCache(DownloadSettings settings, Clock clock) {
    folder = settings.folder().toAbsolutePath().normalize();
    maxBytes = settings.maxSize().toBytes();
    this.clock = clock;
  }

  /**
   * Returns a file, and writes it first if it is not there.
   *
   * @param name a name of letters, digits, dots and hyphens
   * @throws DownloadFolderException if it cannot be written, for example because the disk is full
   */
  public CachedFile get(String name, Writer writer) {
    Path file = folder.resolve(name);
    writing.lock();
    try {
      Path digest = folder.resolve(name + DIGEST);
      if (!Files.exists(file) || !Files.exists(digest)) {
        write(file, digest, writer);
      }
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      return new CachedFile(file, Files.readString(digest));
    } catch (IOException e) {
      throw new DownloadFolderException(file, e);
    } finally {
      writing.unlock();
    }
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

  private void write(Path file, Path digest, Writer writer) throws IOException {
    Files.createDirectories(folder);
    Path temporary = folder.resolve(UUID.randomUUID() + TEMPORARY);
    try {
      writer.writeTo(temporary);
      Files.writeString(digest, Sha256.of(temporary));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    evict(file);
  }

  /** Removes the files that were used longest ago until the rest fits. A client may still read. */
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
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(each -> !each.toString().endsWith(DIGEST))
          .sorted(Comparator.comparing(DownloadCache::lastUse).reversed())
          .toList();
    }
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
