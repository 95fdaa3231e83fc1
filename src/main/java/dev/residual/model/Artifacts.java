package dev.residual.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  private static final String LEFTOVER = ".tmp";

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
    Path beside = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + LEFTOVER);
    if (Files.exists(target)) {
      throw new ArtifactException(
          "Artifact %s could not be written: it is there already".formatted(key));
    }
    try {
      Files.createDirectories(beside);
      content.writeTo(beside);
      force(beside);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      for (Path each = target.getParent(); each.startsWith(root); each = each.getParent()) {
        Disk.forceDirectory(each);
      }
    } catch (IOException e) {
      throw new ArtifactException(
          "Artifact %s could not be written: %s".formatted(key, Disk.reason(e)), e);
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

  /**
   * Names of what lies under a key, without their paths; none if there is nothing.
   *
   * @throws ArtifactException if it cannot be listed
   */
  List<String> list(String key) {
    Path folder = locate(key);
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(each -> each.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new ArtifactException(folder + " could not be listed: " + Disk.reason(e), e);
    }
  }

  /** Whether a name is of what lies beside an artifact while that is being written. */
  static boolean isLeftover(String name) {
    return name.endsWith(LEFTOVER);
  }

  void delete(String key) {
    remove(locate(key));
  }

  private static void remove(Path directory) {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new ArtifactException(directory + " could not be removed: " + Disk.reason(e), e);
    }
  }

  private static void force(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Disk.forceFile(file);
      }
    }
    Disk.forceDirectory(directory);
  }
}
