package dev.residual.image;

/** An image in a file of which only the header has been read. */
interface EncodedImage {

  /** Returns the most pixels that are decoded. */
  default long maxPixels() {
    return 25_000_000;
  }

  /** Returns the number of rows in the file. */
  int height();

  /** Returns the number of columns in the file. */
  int width();

  /** Returns how the rows and columns are turned to show the image upright. */
  default Orientation orientation() {
    return Orientation.UPRIGHT;
  }

  /**
   * Returns the most memory that the decoder needs beside the result, in bytes.
   *
   * @param step every how many rows and columns are kept
   */
  long decoderMemory(int step);

  /**
   * Decodes the image.
   *
   * @param step every how many rows and columns are kept; 1 for all
   * @param gray whether the result has gray values, also if the image is in color
   * @throws ImageException if the file is damaged
   */
  DecodedImage decode(int step, boolean gray);
}
