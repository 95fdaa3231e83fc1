package dev.residual.dataset.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The folder of the fetched packs: {@code {digest}} has a pack, and {@code {digest}.tmp} one that
 * is being fetched or deleted. The time of a directory is that of its last use.
 */
final class PackFolder {

  private static final Logger log = LoggerFactory.getLogger(PackFolder.class);

  private static final String TEMPORARY = ".tmp";
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;
  private final PackLocks locks;

  /** A pack on the disk. */
  private record Fetched(String digest, FileTime used, long bytes) {}

  PackFolder(Path folder, PackLocks locks) {
    this.folder = folder;
    this.locks = locks;
  }

  Path pack(String digest) {
    return folder.resolve(digest);
  }

  Path temporary(String digest) {
    return folder.resolve(digest + TEMPORARY);
  }

  /** Notes that a pack is used. */
  void touch(String digest, Instant now) throws IOException {
    Files.setLastModifiedTime(pack(digest), FileTime.from(now));
  }

  /** Returns the free bytes of the disk. */
  long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Deletes a pack, or what is left of one. The caller has its lock. */
  void delete(String digest) throws IOException {
    deleteTemporary(digest);
    if (Files.exists(pack(digest))) {
      // A process that is killed meanwhile leaves no pack of which files are missing.
      Files.move(pack(digest), temporary(digest));
      deleteTemporary(digest);
    }
  }

  void deleteTemporary(String digest) throws IOException {
    FileSystemUtils.deleteRecursively(temporary(digest));
  }

  /** Deletes what killed processes have left. */
  void deleteIncomplete() throws IOException {
    for (Path each : children()) {
      String name = String.valueOf(each.getFileName());
      String digest = name.replace(TEMPORARY, "");
      if (name.endsWith(TEMPORARY) && DIGEST.matcher(digest).matches()) {
        Optional<PackLocks.Held> lock = locks.tryLock(digest);
        if (lock.isPresent()) {
          try (PackLocks.Held held = lock.get()) {
            FileSystemUtils.deleteRecursively(each);
          }
        }
      }
    }
  }

  /**
   * Deletes the packs that were used longest ago until there is room for another one, or nothing is
   * left that may be deleted. A pack that is pinned stays.
   *
   * @param maxBytes of all packs together
   */
  void makeRoom(long bytes, long maxBytes) throws IOException {
    long total = bytes + bytesIn(folder);
    for (Fetched pack : longestUnusedFirst()) {
      if (total <= maxBytes && bytes <= free()) {
        return;
      }
      if (deleteUnlessUsed(pack.digest())) {
        total -= pack.bytes();
        log.info("Pack {} ({} bytes) was deleted from the cache", pack.digest(), pack.bytes());
      }
    }
  }

  private boolean deleteUnlessUsed(String digest) throws IOException {
    Optional<PackLocks.Held> lock = locks.tryLock(digest);
    if (lock.isEmpty()) {
      return false;
    }
    try (PackLocks.Held held = lock.get()) {
      if (locks.isPinned(digest)) {
        return false;
      }
      delete(digest);
      return true;
    }
  }

  private List<Fetched> longestUnusedFirst() throws IOException {
    List<Fetched> packs = new ArrayList<>();
    for (Path each : children()) {
      String name = String.valueOf(each.getFileName());
      if (DIGEST.matcher(name).matches()) {
        try {
          packs.add(new Fetched(name, Files.getLastModifiedTime(each), bytesIn(each)));
        } catch (NoSuchFileException e) {
          // Another process has deleted it.
        }
      }
    }
    packs.sort(Comparator.comparing(Fetched::used));
    return packs;
  }

  /** Returns the bytes of all files in a directory. Other processes may delete them meanwhile. */
  private static long bytesIn(Path directory) throws IOException {
    long bytes = 0;
    for (Path each : children(directory)) {
      try {
        bytes += Files.isDirectory(each) ? bytesIn(each) : Files.size(each);
      } catch (NoSuchFileException e) {
        // It takes no room any more.
      }
    }
    return bytes;
  }

  private List<Path> children() throws IOException {
    return children(folder);
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
