package dev.residual.access.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file with the key of the first admin. Only the user that runs the service may read what is
 * written to it.
 */
record AdminKeyFile(Path path) {

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** More than any key has, so that a wrong path to a large file is no trouble. */
  private static final int MAX_BYTES = 1000;

  /**
   * Returns the key in the file, or empty if there is no file. If others can read it, that is over
   * now, or a warning names it.
   *
   * @throws IOException if the file cannot be read, or has no key
   */
  Optional<KeyText> read() throws IOException {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    PrivateFiles.close(path); // it may have been replaced by one that everybody can read
    String content;
    try (var in = Files.newInputStream(path)) {
      content = new String(in.readNBytes(MAX_BYTES), US_ASCII).strip();
    }
    return Optional.of(
        KeyText.parse(content)
            .orElseThrow(
                () -> new IOException(path + " does not contain one key of the form rsd_")));
  }

  /**
   * Writes a key.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is a file; it may be somebody else's
   */
  void write(KeyText key) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      PrivateFiles.createFolder(folder);
    }
    try (FileChannel file = FileChannel.open(path, NEW, onlyOwner());
        OutputStream out = Channels.newOutputStream(file)) {
      out.write((key.whole() + "\n").getBytes(US_ASCII));
      file.force(true);
    }
  }

  /** The permissions are those of the file from its first moment on. */
  private FileAttribute<?>[] onlyOwner() {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
