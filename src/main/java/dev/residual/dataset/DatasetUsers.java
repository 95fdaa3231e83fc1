package dev.residual.dataset;

import java.util.Optional;

/** Knows who uses the versions of data sets. */
public interface DatasetUsers {

  /**
   * Returns what uses a version and is not over yet, for people, such as {@code job 7}. It is
   * called in the transaction that holds the lock of the version's row.
   *
   * @param dataset name and version, such as {@code pets@3}
   */
  Optional<String> userOf(String dataset);
}
