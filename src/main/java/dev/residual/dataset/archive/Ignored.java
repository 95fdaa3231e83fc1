package dev.residual.dataset.archive;

import java.util.Locale;

/** The reasons why an entry of an archive is not read. */
public enum Ignored {
  /** A symbolic or hard link. */
  LINK,
  /** A device, a pipe or a socket. */
  DEVICE,
  /** An encrypted entry. */
  ENCRYPTED,
  /** An entry of a ZIP whose compression is neither stored nor deflated, or a sparse file. */
  UNSUPPORTED,
  /** A path that is too long, has control characters or leads upwards. */
  BAD_NAME,
  /** A file with the same path as an earlier one. */
  DUPLICATE_NAME,
  /** A file that systems create beside others, such as {@code .DS_Store} or {@code Thumbs.db}. */
  HIDDEN,
  /** A folder without files. */
  EMPTY_FOLDER;

  /** Returns the reason in kebab-case, as reports have it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
