package dev.residual.dataset;

/** The states of a data set. */
public enum DatasetStatus {
  /** It is built in, but its files are not there; its remedy says how to get them. */
  MISSING,
  /** Its archive is being received. */
  UPLOADING,
  /** Its archive is there and waits to be imported. */
  QUEUED,
  /** Its archive is being imported. */
  IMPORTING,
  /** Jobs can train on it. An own one never changes again. */
  READY,
  /** Its archive could not be imported; the failure says why. */
  FAILED;

  /** Returns whether an import is over. */
  public boolean isFinal() {
    return this == READY || this == FAILED;
  }
}
