package dev.residual.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;

/** Distinguishes damaged artifacts from intact ones that cannot be read at the moment. */
final class ReadFailure {

  private ReadFailure() {}

  /**
   * Returns the exception for a failed read. A file that is missing or cut off is damaged. After
   * any other failure, such as a lack of permission, a stale network handle, too many open files or
   * a full temporary folder, the artifact may be intact.
   */
  static ArtifactException of(String message, IOException cause) {
    return isDamage(cause)
        ? new ArtifactException(message, cause)
        : new StorageUnavailableException(message, cause);
  }

  private static boolean isDamage(IOException failure) {
    return failure instanceof NoSuchFileException
        || failure instanceof EOFException
        || failure instanceof ZipException;
  }
}
