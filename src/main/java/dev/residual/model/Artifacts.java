package dev.residual.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * A folder of artifacts. An artifact is a directory that appears whole under its key or not at all,
 * and never changes afterwards.
 */
@Component
class Artifacts {

  /** Writes an artifact's files into the directory it is given. */
  interface Content {
    void writeTo(Path directory) throws IOException;
  }

  private final Path root;

  Artifacts(ArtifactSettings settings) {
    root = settings.folder().toAbsolutePath().normalize();
  }

  /**
   * Writes beside, forces to disk, then renames.
   *
   * @throws ArtifactException if it cannot be written, say because the disk is full; nothing is
   *     then left under the key
   */
  void write(String key, Content content) {
    Path target = locate(key);
    Path beside = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.createDirectories(beside);
      content.writeTo(beside);
      force(beside);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(target.getParent());
    } catch (IOException e) {
      String reason =
          e instanceof FileAlreadyExistsException ? "it is there already" : e.getMessage();
      throw new ArtifactException("Artifact %s could not be written: %s".formatted(key, reason), e);
    } finally {
      remove(beside);
    }
  }

  Path locate(String key) {
    Path path = root.resolve(key).normalize();
    if (!path.startsWith(root)) {
      throw new ArtifactException("Artifact key " + key + " leads out of the store");
    }
    return path;
  }

  /** Names of what lies under a key, in no order; leftovers of broken writes are among them. */
  List<String> list(String key) {
    Path directory = locate(key);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.map(child -> child.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new ArtifactException(directory + " could not be read: " + e.getMessage(), e);
    }
  }

  void delete(String key) {
    remove(locate(key));
  }

  private static void remove(Path directory) {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new ArtifactException(directory + " could not be removed: " + e.getMessage(), e);
    }
  }

  private static void force(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : List.copyOf(files.toList())) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
    forceDirectory(directory);
  }

  private static void forceDirectory(Path directory) throws IOException {
    // A rename is on disk only once its directory is. Windows cannot open one, and needs no such.
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
