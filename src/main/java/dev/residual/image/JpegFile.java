package dev.residual.image;

import static dev.residual.image.ImageException.Kind.UNREADABLE;

/** The frame of a JPEG file: segments that each begin with a marker of two bytes. */
final class JpegFile {

  /** Progressive files have about ten. */
  private static final int MAX_SCANS = 100;

  private JpegFile() {}

  static boolean begins(byte[] file) {
    return file.length > 2
        && file[0] == (byte) 0xff
        && file[1] == (byte) 0xd8
        && file[2] == (byte) 0xff;
  }

  /**
   * Checks that the file has no more scans than an image needs. Each may be a few bytes long and
   * still has the decoder walk over all pixels, so that a small file could take minutes.
   *
   * @throws ImageException if it has
   */
  static void check(byte[] file) {
    // Counts whatever looks like the marker, in a thumbnail too: never fewer than there are.
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
