package dev.residual.web;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body of any length that was read to its end into a temporary file, which goes when this is
 * closed. Where the system allows it the file loses its name at once, so that not even a killed
 * process leaves it behind.
 */
public final class UploadedFile implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(UploadedFile.class);
  private static final int CHUNK = 1 << 16;

  private final Path path;
  private final RandomAccessFile content;

  private UploadedFile(Path path) throws IOException {
    this.path = path;
    content = new RandomAccessFile(path.toFile(), "rw");
    tryDelete();
  }

  /**
   * Stores a body.
   *
   * @throws BodyNotStoredException if the folder is full or cannot be used
   * @throws Problem 422 if the body does not have its digest
   */
  public static UploadedFile receive(InputStream body, UploadFolder folder, ContentDigest digest)
      throws IOException {
    UploadedFile file = create(folder);
    try {
      byte[] chunk = new byte[CHUNK];
      InputStream counted = digest.computing(body);
      for (int read = counted.read(chunk); read >= 0; read = counted.read(chunk)) {
        file.append(chunk, read);
      }
      digest.verify();
      return file;
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private static UploadedFile create(UploadFolder folder) throws BodyNotStoredException {
    try {
      return new UploadedFile(folder.createFile());
    } catch (IOException e) {
      throw new BodyNotStoredException(e);
    }
  }

  private void append(byte[] chunk, int length) throws BodyNotStoredException {
    try {
      content.write(chunk, 0, length);
    } catch (IOException e) {
      throw new BodyNotStoredException(e);
    }
  }

  /** Returns the file, at any position, until this is closed. */
  public RandomAccessFile content() {
    return content;
  }

  @Override
  public void close() throws IOException {
    content.close();
    tryDelete();
  }

  private void tryDelete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) { // An open file has to keep its name on some systems.
      log.debug("{} is not deleted yet: {}", path, e.toString());
    }
  }
}
