package dev.residual.dataset.archive;

import java.util.regex.Pattern;

/**
 * Limits of an archive.
 *
 * @param maxFiles largest number of files that are not empty
 * @param maxIgnored how many empty and ignored entries there may be beyond one for each file. macOS
 *     adds a hidden file to each file.
 * @param maxFileSize largest size of a file in bytes, unless it is a table
 * @param maxTableSize largest size in bytes of a CSV manifest or a file of the IDX format
 * @param maxInflation how many times larger than the archive its files may be in all
 * @param freeInflation size in bytes that the files may have in all however small the archive is
 */
public record ArchiveLimits(
    int maxFiles,
    int maxIgnored,
    long maxFileSize,
    long maxTableSize,
    int maxInflation,
    long freeInflation) {

  /** The limits of the service. */
  public static final ArchiveLimits DEFAULTS =
      new ArchiveLimits(1_000_000, 100_000, 20_000_000, 2_000_000_000, 20, 100_000_000);

  private static final Pattern TABLE =
      Pattern.compile("(?:.*/)?(?:(?:manifest|metadata)\\.csv|[^/]*[-.]idx[13]-ubyte(?:\\.gz)?)");

  /** Returns the largest size of the file with this path, in bytes. */
  public long maxSize(String path) {
    return TABLE.matcher(path).matches() ? maxTableSize : maxFileSize;
  }

  /** Returns the largest size in bytes of all files together of an archive of this size. */
  public long maxInflated(long archiveSize) {
    return Math.max(freeInflation, maxInflation * archiveSize);
  }
}
