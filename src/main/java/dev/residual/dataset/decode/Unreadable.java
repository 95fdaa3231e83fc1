package dev.residual.dataset.decode;

import dev.residual.image.ImageException;
import java.util.Locale;

/**
 * Why a file became no image.
 *
 * @param reason the kind of the reason in kebab-case
 * @param message the reason for people
 */
public record Unreadable(String reason, String message) {

  /** The archive says that it has the file, but no bytes came of it. */
  static final Unreadable MISSING =
      new Unreadable("missing", "the file is no longer in the archive");

  static final Unreadable EMPTY = new Unreadable("empty", "the file has 0 bytes");

  static Unreadable of(ImageException e) {
    String reason = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Unreadable(reason, String.valueOf(e.getMessage()));
  }
}
