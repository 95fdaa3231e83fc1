package dev.residual.predict;

import dev.residual.web.BodyNotStoredException;
import java.io.IOException;
import org.springframework.web.multipart.MultipartFile;

/** A file that a client has sent completely. A large one is on a disk until it is decoded. */
interface Upload {

  /** Returns the length of the file in bytes. */
  long size();

  /**
   * Reads the whole file.
   *
   * @throws BodyNotStoredException if it was stored and cannot be read again
   */
  byte[] bytes() throws IOException;

  /** Returns a part of a multipart body. */
  static Upload of(MultipartFile file) {
    return new Upload() {
      @Override
      public long size() {
        return file.getSize();
      }

      @Override
      public byte[] bytes() throws IOException {
        try {
          return file.getBytes();
        } catch (IOException e) {
          throw new BodyNotStoredException(e);
        }
      }
    };
  }
}
