package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;

/** Checks the structure of JPEG files, whose segments each begin with a marker of two bytes. */
final class JpegFile {

  /** The maximum number of scans. Progressive files have about ten. */
  private static final int MAX_SCANS = 100;

  private JpegFile() {}

  /** Returns whether a file begins with the JPEG signature. */
  static boolean begins(byte[] file) {
    return file.length > 2
        && file[0] == (byte) 0xff
        && file[1] == (byte) 0xd8
        && file[2] == (byte) 0xff;
  }

  /**
   * Checks that the file has at most 100 scans. The decoder visits all pixels for each scan, even
   * for one of a few bytes, so a small file with many scans could take minutes.
   *
   * @throws ImageException if the file has more scans
   */
  static void check(byte[] file) {
    // This counts everything that looks like a scan marker, thumbnails included, so the count is
    // never too low.
    int scans = 0;
    for (int i = 1; i < file.length; i++) {
      if (file[i - 1] == (byte) 0xff && file[i] == (byte) 0xda) {
        scans++;
      }
    }
    if (scans > MAX_SCANS) {
      throw new ImageException(
          UNREADABLE,
          "the jpeg file has %d scans; at most %d are decoded".formatted(scans, MAX_SCANS));
    }
  }
}
