package dev.residual.predict;

import dev.residual.web.BodyNotStoredException;
import dev.residual.web.UploadFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A body that is read to its end before anything is done with it. Beyond 64 KiB it goes to a
 * temporary file, because hundreds of slow clients may send large ones at a time.
 */
final class StoredBody implements Upload, AutoCloseable {

  private static final int IN_MEMORY = 1 << 16;

  private final byte[] start;
  private final @Nullable Path file;

  private StoredBody(byte[] start, @Nullable Path file) {
    this.start = start;
    this.file = file;
  }

  /**
   * Reads a body.
   *
   * @throws BodyNotStoredException if it cannot be stored
   */
  static StoredBody of(InputStream body, UploadFolder folder) throws IOException {
    byte[] start = body.readNBytes(IN_MEMORY);
    if (start.length < IN_MEMORY) {
      return new StoredBody(start, null);
    }
    StoredBody stored = new StoredBody(new byte[0], storing(folder::createFile));
    try {
      stored.write(start, body);
      return stored;
    } catch (IOException | RuntimeException | Error e) {
      stored.close();
      throw e;
    }
  }

  private void write(byte[] start, InputStream rest) throws IOException {
    Path target = Objects.requireNonNull(file, "a body in memory is not written");
    try (OutputStream out = storing(() -> Files.newOutputStream(target))) {
      byte[] part = start;
      while (part.length > 0) {
        byte[] next = part;
        storing(
            () -> {
              out.write(next);
              return next;
            });
        part = rest.readNBytes(IN_MEMORY);
      }
    }
  }

  /** An operation on the file, unlike one on the body. */
  private interface FileOperation<T> {
    T run() throws IOException;
  }

  private static <T> T storing(FileOperation<T> operation) throws BodyNotStoredException {
    try {
      return operation.run();
    } catch (IOException e) {
      throw new BodyNotStoredException(e);
    }
  }

  @Override
  public long size() {
    return file == null ? start.length : file.toFile().length();
  }

  @Override
  public byte[] bytes() throws IOException {
    Path stored = file;
    return stored == null ? start : storing(() -> Files.readAllBytes(stored));
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
