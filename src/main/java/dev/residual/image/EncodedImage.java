package dev.residual.image;

/** An image in a file of which only the header has been read. */
interface EncodedImage {

  /** The most pixels that are decoded of most formats. */
  long MAX_PIXELS = 25_000_000;

  /** Returns the format of the file. */
  FileFormat format();

  /** Returns the most pixels that are decoded. */
  default long maxPixels() {
    return MAX_PIXELS;
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
   * Returns the number of columns of the file that are kept.
   *
   * @param step every how many rows and columns are kept
   */
  default int keptWidth(int step) {
    return (width() + step - 1) / step;
  }

  /**
   * Returns the number of rows of the file that are kept.
   *
   * @param step every how many rows and columns are kept
   */
  default int keptHeight(int step) {
    return (height() + step - 1) / step;
  }

  /**
   * Returns the number of pixels of the file that are kept.
   *
   * @param step every how many rows and columns are kept
   */
  default long keptPixels(int step) {
    return (long) keptHeight(step) * keptWidth(step);
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
