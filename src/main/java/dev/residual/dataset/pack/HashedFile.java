package dev.residual.dataset.pack;

import dev.residual.dataset.pack.PackManifest.StoredFile;
import dev.residual.storage.Sha256;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** A new file whose digest is computed while it is written. */
final class HashedFile implements Closeable {

  private final String name;
  private final MessageDigest digest = Sha256.digest();
  private final OutputStream out;
  private long bytes;

  HashedFile(Path directory, String name) throws IOException {
    this.name = name;
    OutputStream file =
        Files.newOutputStream(directory.resolve(name), StandardOpenOption.CREATE_NEW);
    out = new BufferedOutputStream(new DigestOutputStream(file, digest));
  }

  void write(byte[] content) throws IOException {
    out.write(content);
    bytes += content.length;
  }

  /** Returns the number of bytes written so far. */
  long bytes() {
    return bytes;
  }

  /** Closes the file and returns its description. */
  StoredFile finish() throws IOException {
    out.close();
    return new StoredFile(name, bytes, Sha256.hex(digest));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
