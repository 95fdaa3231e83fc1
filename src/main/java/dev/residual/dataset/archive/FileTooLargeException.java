package dev.residual.dataset.archive;

import java.io.IOException;
import java.util.Locale;

/** Thrown when a file is read that is larger than a file may be. The others can still be read. */
public class FileTooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  FileTooLargeException(String path, long size, long limit) {
    super(
        String.format(
            Locale.ROOT,
            "%s has %s%,d bytes; at most %,d are read of a file, so reduce it",
            path,
            size > limit ? "" : "more than ",
            Math.max(size, limit),
            limit));
  }
}
