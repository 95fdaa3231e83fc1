package dev.residual.storage;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.FileSystemUtils;

/** Stores each artifact as a directory in a folder, for the user of the service only. */
public class FolderArtifactStore implements ArtifactStore {

  /** The suffix of the temporary directory into which an artifact is written. */
  private static final String TEMPORARY = ".tmp";

  private final Path root;

  public FolderArtifactStore(Path folder) {
    root = folder.toAbsolutePath().normalize();
  }

  /** Writes to a temporary directory, closes and forces it to disk, and then renames it. */
  @Override
  public void write(String key, Content content) {
    Path target = locate(key);
    Path temporary =
        target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    if (Files.exists(target)) {
      throw new ArtifactException(
          String.format(Locale.ROOT, "Artifact %s could not be written: it already exists", key));
    }
    try {
      PrivateFiles.createFolder(temporary);
      content.writeTo(temporary);
      force(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      for (Path each = target.getParent();
          each != null && each.startsWith(root);
          each = each.getParent()) {
        DurableFiles.forceDirectory(each);
      }
    } catch (IOException e) {
      throw new ArtifactNotWrittenException(
          String.format(
              Locale.ROOT, "Artifact %s could not be written: %s", key, DurableFiles.reason(e)),
          e);
    } finally {
      remove(temporary);
    }
  }

  @Override
  public <T> T read(String key, Reading<T> reading) {
    try {
      return reading.from(locate(key));
    } catch (IOException e) {
      throw ReadFailure.of(DurableFiles.reason(e), e);
    }
  }

  @Override
  public boolean readsInPlace() {
    return true;
  }

  @Override
  public void copy(String key, Path directory) throws IOException {
    Path artifact = locate(key);
    if (!Files.isDirectory(artifact)) {
      throw new ArtifactException(artifact + " is missing");
    }
    try (Stream<Path> files = Files.list(artifact)) {
      for (Path file : files.toList()) {
        Path copy = directory.resolve(file.getFileName());
        Files.copy(file, copy);
        PrivateFiles.closeWritten(copy);
      }
    }
  }

  @Override
  public Resource open(String key, String file, long bytes) {
    Path path = locate(key).resolve(file);
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return new FileSystemResource(path);
    } catch (IOException e) {
      throw ReadFailure.of(DurableFiles.reason(e), e);
    }
  }

  @Override
  public List<String> list(String key) {
    return names(key).stream().filter(name -> !name.endsWith(TEMPORARY)).toList();
  }

  @Override
  public void delete(String key) {
    remove(locate(key));
  }

  @Override
  public void deleteIncomplete(String key) {
    names(key).stream()
        .filter(name -> name.endsWith(TEMPORARY))
        .forEach(name -> remove(locate(key).resolve(name)));
  }

  @Override
  public Room room() {
    return roomOf(root);
  }

  /** Returns the room of the disk of a folder, which need not be there yet. */
  static Room roomOf(Path folder) {
    Path existing = folder;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      FileStore disk = Files.getFileStore(existing);
      return new Room(disk.getUsableSpace(), disk.getTotalSpace());
    } catch (IOException e) {
      throw new StorageUnavailableException(
          existing + " could not be read: " + DurableFiles.reason(e), e);
    }
  }

  private Path locate(String key) {
    Path path = root.resolve(key).normalize();
    if (!path.startsWith(root)) {
      throw new ArtifactException("Artifact key " + key + " points outside the store");
    }
    return path;
  }

  private List<String> names(String key) {
    Path folder = locate(key);
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(each -> each.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new StorageUnavailableException(
          folder + " could not be listed: " + DurableFiles.reason(e), e);
    }
  }

  private static void remove(Path directory) {
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      throw new ArtifactException(
          directory + " could not be removed: " + DurableFiles.reason(e), e);
    }
  }

  private static void force(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        PrivateFiles.closeWritten(file);
        DurableFiles.forceFile(file);
      }
    }
    DurableFiles.forceDirectory(directory);
  }
}
