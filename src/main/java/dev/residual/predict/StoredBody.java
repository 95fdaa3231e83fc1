package dev.residual.predict;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

  static StoredBody of(InputStream body) throws IOException {
    byte[] start = body.readNBytes(IN_MEMORY);
    if (start.length < IN_MEMORY) {
      return new StoredBody(start, null);
    }
    Path file = Files.createTempFile("residual-body", null);
    StoredBody stored = new StoredBody(new byte[0], file);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(start);
      body.transferTo(out);
      return stored;
    } catch (IOException | RuntimeException | Error e) {
      stored.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return file == null ? start.length : file.toFile().length();
  }

  @Override
  public byte[] bytes() throws IOException {
    return file == null ? start : Files.readAllBytes(file);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
