package dev.residual.storage;

import java.util.Locale;

/** Thrown when a file for a download would be made after those of too many others. */
public class TooManyExportsException extends RuntimeException {

  TooManyExportsException(int waiting) {
    super(
        String.format(
            Locale.ROOT,
            "%d requests wait for their exports to be made, as many as"
                + " residual.downloads.max-waiting allows. Retry later.",
            waiting));
  }
}
