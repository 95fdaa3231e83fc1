package dev.residual.dataset.ingest;

/** Is told how far an import is, by the thread that runs it. */
@FunctionalInterface
public interface ImportObserver {

  /** The phases of an import, in their order. */
  enum Phase {
    /** The paths of the archive are read. */
    LISTING,
    /** The images are decoded. */
    DECODING,
    /** The images are written in their final order. */
    WRITING
  }

  /**
   * Is called often, at least once an image. What it throws ends the import, whose files are then
   * of no use.
   *
   * @param done number of images that are through this phase
   * @param total number of images of the archive; 0 while it is not known
   */
  void progress(Phase phase, int done, int total);
}
