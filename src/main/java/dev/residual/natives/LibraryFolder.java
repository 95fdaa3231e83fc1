package dev.residual.natives;

import static java.util.stream.Collectors.toMap;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The folder into which native libraries are unpacked once, and from which they are loaded.
 *
 * <p>Comparing libtorch with the class path takes some two seconds, so it is done only if a file
 * has changed since the last time: {@link VerifiedFiles}.
 */
final class LibraryFolder {

  private static final int CHUNK = 1 << 20;

  private final Path root;
  private final Ownership ownership;

  private LibraryFolder(Path root, Ownership ownership) {
    this.root = root;
    this.ownership = ownership;
  }

  /**
   * Opens a folder, and creates it if it does not exist.
   *
   * @throws UntrustedLibraryException if other users can change it
   */
  static LibraryFolder open(Path folder) {
    try {
      Path root = PrivateFiles.createFolder(folder).toRealPath();
      Ownership ownership = Ownership.in(root);
      ownership.checkAbove(root);
      ownership.checkFolder(root);
      return new LibraryFolder(root, ownership);
    } catch (IOException e) {
      throw UntrustedLibraryException.unusable(folder, e);
    }
  }

  Path path() {
    return root;
  }

  /**
   * Unpacks libraries, or verifies those that are unpacked.
   *
   * @return the folder with them
   * @throws IOException if they cannot be unpacked, for example because the disk is full
   * @throws UntrustedLibraryException if a file is not the one on the class path, or if other users
   *     can change it
   */
  Path provide(LibraryBundle bundle) throws IOException {
    Path folder = root.resolve(bundle.folder());
    if (!verify(bundle)) {
      Path temporary = Files.createTempDirectory(root, "unpack");
      try {
        for (NativeLibrary library : bundle.libraries()) {
          unpack(library, temporary.resolve(library.file()));
        }
        PrivateFiles.createFolder(Objects.requireNonNull(folder.getParent()));
        if (move(temporary, folder)) {
          verified(bundle).remember();
        } else {
          verify(bundle);
        }
      } finally {
        FileSystemUtils.deleteRecursively(temporary);
      }
    }
    return folder;
  }

  /** Verifies unpacked libraries, or returns false if they are not there. */
  boolean verify(LibraryBundle bundle) throws IOException {
    Path folder = root.resolve(bundle.folder());
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    checkOwners(folder);
    VerifiedFiles verified = verified(bundle);
    if (!verified.areUnchanged()) {
      compare(folder, bundle);
      verified.remember();
    }
    return true;
  }

  private VerifiedFiles verified(LibraryBundle bundle) {
    String name = bundle.folder().replace('/', '-') + ".verified";
    return new VerifiedFiles(root.resolve(bundle.folder()), root.resolve(name), ownership);
  }

  /** Checks who can change a folder below this one and the files in it. */
  void checkOwners(Path folder) throws IOException {
    ownership.checkFolder(folder);
    for (Path file : list(folder)) {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        checkOwners(file);
      } else {
        ownership.checkFile(file);
      }
    }
  }

  private static void compare(Path folder, LibraryBundle bundle) throws IOException {
    Map<String, NativeLibrary> libraries =
        bundle.libraries().stream().collect(toMap(NativeLibrary::file, Function.identity()));
    for (Path file : list(folder)) {
      NativeLibrary library = libraries.remove(String.valueOf(file.getFileName()));
      // DJL loads every library in its folder.
      if (library == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw UntrustedLibraryException.changed(file, "does not belong there.");
      }
      if (!isEqual(file, library)) {
        throw UntrustedLibraryException.changed(file, "differs from the one in the jar.");
      }
    }
    if (!libraries.isEmpty()) {
      Path missing = folder.resolve(libraries.keySet().iterator().next());
      throw UntrustedLibraryException.changed(missing, "is missing.");
    }
  }

  private static boolean isEqual(Path file, NativeLibrary library) throws IOException {
    try (InputStream expected = library.open();
        InputStream found = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      byte[] other = new byte[CHUNK];
      while (true) {
        int length = expected.readNBytes(chunk, 0, CHUNK);
        int otherLength = found.readNBytes(other, 0, CHUNK);
        if (!Arrays.equals(chunk, 0, length, other, 0, otherLength)) {
          return false;
        }
        if (length == 0) {
          return true;
        }
      }
    }
  }

  private static void unpack(NativeLibrary library, Path file) throws IOException {
    try (InputStream in = library.open()) {
      Files.copy(in, file);
    }
    // A crash of the machine must not leave a file that counts as verified and is not complete.
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  /** Gives a folder its name, or returns false if another process has done so meanwhile. */
  private static boolean move(Path temporary, Path folder) throws IOException {
    try {
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (FileSystemException e) {
      if (Files.isDirectory(folder)) {
        return false;
      }
      throw e;
    }
  }

  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
