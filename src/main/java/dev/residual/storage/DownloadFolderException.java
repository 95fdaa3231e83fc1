package dev.residual.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Thrown when a file for downloads cannot be made, because its folder is full or cannot be used.
 * The artifacts are not concerned.
 */
public class DownloadFolderException extends RuntimeException {

  DownloadFolderException(Path file, IOException cause) {
    super(
        String.format(Locale.ROOT, "%s could not be written: %s", file, DurableFiles.reason(cause)),
        cause);
  }
}
