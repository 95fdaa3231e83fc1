package dev.residual.natives;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Remembers that the files of a folder were verified, by attributes that change with every write:
 * the time of the last change ({@code ctime}) cannot be set. They are kept in a file of the user
 * who runs the service, which no other user can make.
 */
final class VerifiedFiles {

  private static final String ATTRIBUTES = "unix:ino,ctime,size,lastModifiedTime";

  private final Path folder;
  private final Path record;
  private final Ownership ownership;

  VerifiedFiles(Path folder, Path record, Ownership ownership) {
    this.folder = folder;
    this.record = record;
    this.ownership = ownership;
  }

  /**
   * Returns whether no file was changed, added or removed since they were verified. Never so on
   * file systems without {@code ctime}.
   */
  boolean areUnchanged() throws IOException {
    Optional<String> current = current();
    if (current.isEmpty() || !Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    ownership.checkFile(record);
    return Files.readString(record).equals(current.get());
  }

  void remember() throws IOException {
    Optional<String> current = current();
    if (current.isPresent() && Files.isWritable(record.getParent())) {
      Files.deleteIfExists(record);
      PrivateFiles.create(record, current.get());
    }
  }

  private Optional<String> current() throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Optional.empty();
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : LibraryFolder.list(folder)) {
      Map<String, Object> attributes =
          Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      lines.append(file.getFileName()).append(' ').append(new TreeMap<>(attributes)).append('\n');
    }
    return Optional.of(lines.toString());
  }
}
