package dev.residual.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates folders (0700) and files (0600) that only the user who runs the service can read. Where
 * files have no POSIX rights, as on Windows, they get those of their folder.
 */
public final class PrivateFiles {

  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);

  private static final Set<PosixFilePermission> OWNERS_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNERS_FILE =
      PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /**
   * Creates a folder, and the folders above it, if they do not exist. Folders that exist keep their
   * rights.
   */
  public static Path createFolder(Path folder) throws IOException {
    // A link to a folder counts as one, but cannot be created.
    return Files.isDirectory(folder)
        ? folder
        : Files.createDirectories(folder, rights(folder, OWNERS_FOLDER));
  }

  /**
   * Creates a folder as {@link #createFolder} does, or warns if an existing one is open to others.
   * It is not closed to them, because it may be shared on purpose, or be a home folder.
   *
   * @param content what is in the folder, such as {@code its database}
   */
  public static Path createFolderOrWarn(Path folder, String content) throws IOException {
    createFolder(folder);
    Set<PosixFilePermission> rights = permissions(folder);
    if (rights != null && !OWNERS_FOLDER.containsAll(rights)) {
      log.warn(
          "Other users of this machine may use the folder {} ({}), in which the service keeps {}."
              + " Close it with: chmod 700 {}",
          folder.toAbsolutePath().normalize(),
          PosixFilePermissions.toString(rights),
          content,
          folder.toAbsolutePath().normalize());
    }
    return folder;
  }

  /** Creates an empty file if it does not exist, or closes an existing one to other users. */
  public static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, rights(file, OWNERS_FILE));
    } catch (FileAlreadyExistsException e) {
      close(file);
    }
  }

  /**
   * Creates a file with a content, at once and on disk, unless it exists: if several processes do
   * so at the same time, the first one wins.
   *
   * @return false if the file exists; it is unchanged then
   */
  public static boolean create(Path file, String content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    // Java creates temporary files for their owner only.
    Path temporary = Files.createTempFile(folder, String.valueOf(file.getFileName()), ".tmp");
    try {
      write(temporary, content);
      link(temporary, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void write(Path file, String content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Gives a file its name. A link never replaces another file, which a move may. */
  private static void link(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      log.debug("{} is on a file system without links", file, e);
      Files.move(temporary, file);
    }
  }

  /** Reads a small file, and closes it to other users if they can read it. */
  public static String read(Path file) throws IOException {
    close(file);
    return Files.readString(file);
  }

  /** Takes all rights of other users to a file, or warns if that is not possible. */
  public static void close(Path file) throws IOException {
    try {
      if (takeRights(file)) {
        log.info("Other users of this machine can no longer use {}", file);
      }
    } catch (FileSystemException e) {
      log.warn(
          "Other users of this machine may use {} ({}), and its rights could not be changed: {}",
          file,
          PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
          e.getMessage());
    }
  }

  /**
   * Takes all rights of other users to a file that was written just now. A file system that cannot
   * do so leaves it as it is: its folder is closed.
   */
  public static void closeWritten(Path file) throws IOException {
    try {
      takeRights(file);
    } catch (FileSystemException e) {
      log.debug("{} cannot be closed to other users", file, e);
    }
  }

  /** Takes the rights of other users to a file, and returns whether they had any. */
  private static boolean takeRights(Path file) throws IOException {
    Set<PosixFilePermission> rights = permissions(file);
    if (rights == null || OWNERS_FILE.containsAll(rights)) {
      return false;
    }
    Set<PosixFilePermission> closed = EnumSet.copyOf(OWNERS_FILE);
    closed.retainAll(rights);
    Files.setPosixFilePermissions(file, closed);
    return true;
  }

  /** Returns the rights to a file, or null if it has none of POSIX. */
  private static @Nullable Set<PosixFilePermission> permissions(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view == null ? null : view.readAttributes().permissions();
  }

  private static FileAttribute<?>[] rights(Path file, Set<PosixFilePermission> rights) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }
}
