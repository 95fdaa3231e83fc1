package dev.residual.dataset.own;

import java.util.UUID;

/** The keys of the artifacts of own data sets. */
final class DatasetKeys {

  static final String ROOT = "datasets";

  /** The artifact with the archive, as it was sent. */
  static final String UPLOAD = "upload";

  /** The file in it. */
  static final String ARCHIVE = "archive";

  private DatasetKeys() {}

  static String folder(UUID id) {
    return ROOT + "/" + id;
  }

  static String upload(UUID id) {
    return folder(id) + "/" + UPLOAD;
  }

  /** Returns the key of a pack, which holds the attempt, so that two attempts never share one. */
  static String pack(UUID id, int attempt) {
    return folder(id) + "/" + attempt;
  }
}
