package dev.residual.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;

/**
 * Checks that only the user who runs the service, or the administrator, can change files. Where
 * files have no owners as on Unix, nothing is checked.
 */
final class Ownership {

  private static final int ADMINISTRATOR = 0;

  private static final int OTHERS_MAY_WRITE = 02;
  private static final int GROUP_OR_OTHERS_MAY_WRITE = 022;
  private static final int GROUP_OR_OTHERS_MAY = 077;

  /** Only the owner of a file may remove it from a folder with this bit, as from {@code /tmp}. */
  private static final int STICKY = 01000;

  private final boolean supported;
  private final int user;

  private Ownership(boolean supported, int user) {
    this.supported = supported;
    this.user = user;
  }

  /**
   * Finds the user who runs this process by a file that is created in a folder, because only there
   * owners have the same numbers, whatever a network or a container makes of them.
   */
  static Ownership in(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return new Ownership(false, ADMINISTRATOR);
    }
    if (!Files.isWritable(folder)) {
      // Nor can a library be unpacked here, but the administrator may have provided all of them.
      return new Ownership(true, ADMINISTRATOR);
    }
    Path file = Files.createTempFile(folder, "owner", ".tmp");
    try {
      return new Ownership(true, (int) attribute(file, "uid"));
    } finally {
      Files.delete(file);
    }
  }

  /** Checks a folder, and closes it to other users if it belongs to this one. */
  void checkFolder(Path folder) throws IOException {
    check(folder, GROUP_OR_OTHERS_MAY, "rwx------");
  }

  /** Checks a file, and closes it to other users if it belongs to this one. */
  void checkFile(Path file) throws IOException {
    check(file, GROUP_OR_OTHERS_MAY_WRITE, "rw-------");
  }

  private void check(Path path, int unwanted, String rights) throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw UntrustedLibraryException.open(path, "is a link.");
    }
    if (!supported) {
      return;
    }
    Map<String, Object> attributes =
        Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    int owner = (int) Objects.requireNonNull(attributes.get("uid"));
    int mode = (int) Objects.requireNonNull(attributes.get("mode"));
    if (owner != user && owner != ADMINISTRATOR) {
      throw UntrustedLibraryException.open(
          path, "belongs to " + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS) + ".");
    }
    if (owner == user && (mode & unwanted) != 0) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
      mode = (int) attribute(path, "mode");
    }
    if ((mode & GROUP_OR_OTHERS_MAY_WRITE) != 0) {
      throw UntrustedLibraryException.open(path, "can be written by others.");
    }
  }

  /** Checks that nobody can replace a folder by another one, in one of the folders above it. */
  void checkAbove(Path folder) throws IOException {
    if (!supported) {
      return;
    }
    for (Path each = folder.getParent(); each != null; each = each.getParent()) {
      int mode = (int) attribute(each, "mode");
      if ((mode & OTHERS_MAY_WRITE) != 0 && (mode & STICKY) == 0) {
        throw UntrustedLibraryException.open(folder, "is in a folder that everyone can write.");
      }
    }
  }

  private static Object attribute(Path file, String name) throws IOException {
    return Files.getAttribute(file, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
  }
}
