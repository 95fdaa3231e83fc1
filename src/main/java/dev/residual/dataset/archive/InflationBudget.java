package dev.residual.dataset.archive;

/** Counts the bytes that have come out of an archive, and ends before there are too many. */
final class InflationBudget {

  private final long archiveSize;
  private final ArchiveLimits limits;
  private final long limit;
  private long spent;

  InflationBudget(long archiveSize, ArchiveLimits limits) {
    this.archiveSize = archiveSize;
    this.limits = limits;
    this.limit = limits.maxInflated(archiveSize);
  }

  /**
   * Counts bytes.
   *
   * @throws ArchiveException if there are too many in all
   */
  void spend(long bytes) {
    spent += bytes;
    if (spent > limit || spent < 0) {
      throw ArchiveException.bomb(
          "the files have more than %,d bytes when they are unpacked; an archive of %,d bytes may"
              + " unpack to %,d, which is %d times its size or at least %,d; send the images in"
              + " several archives, or as PNG or JPEG",
          limit, archiveSize, limit, limits.maxInflation(), limits.freeInflation());
    }
  }

  long spent() {
    return spent;
  }
}
