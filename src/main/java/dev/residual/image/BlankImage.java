package dev.residual.image;

/** Recognizes images that show nothing. */
public final class BlankImage {

  /** The noise of an empty sheet is weaker than this once it is scaled. */
  private static final int LEAST_CONTRAST = 8;

  private BlankImage() {}

  /**
   * Returns whether an image shows nothing, because the values of each channel are about the same.
   *
   * @param image an image of the format
   */
  public static boolean test(byte[] image, ImageFormat format) {
    format.require(image);
    for (int channel = 0; channel < format.channels(); channel++) {
      int darkest = 255;
      int lightest = 0;
      for (int i = channel; i < image.length; i += format.channels()) {
        darkest = Math.min(darkest, image[i] & 0xff);
        lightest = Math.max(lightest, image[i] & 0xff);
        if (lightest - darkest >= LEAST_CONTRAST) {
          return false;
        }
      }
    }
    return true;
  }
}
