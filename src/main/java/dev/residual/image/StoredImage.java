package dev.residual.image;

/**
 * An image in the form in which data sets store it, whatever file it came from. Transparent pixels
 * are over black. An image with a side of more than the stored size is cut at the center to an
 * aspect ratio of 3:1, and reduced by area mean until its shorter side has the stored size. Others
 * have their own size.
 *
 * @param format format of the pixels; gray if no pixel has a color
 * @param pixels (height, width, channels)
 * @param original what the file says of its image
 */
public record StoredImage(ImageFormat format, byte[] pixels, Original original) {

  private static final int MAX_ASPECT = 3;

  /** Levels by which cameras and JPEG tint what is gray. */
  private static final int TINT = 8;

  /**
   * What a file says of its image.
   *
   * @param fileFormat name of the file's format, such as PNG
   * @param height number of rows before the reduction
   * @param width number of columns before the reduction
   * @param transparent whether a pixel is not opaque
   * @param turned whether the EXIF orientation is another than upright
   */
  public record Original(
      String fileFormat, int height, int width, boolean transparent, boolean turned) {}

  /**
   * Returns the form to store.
   *
   * @param image the image, upright
   * @param storedSize the shorter side to which a larger image is reduced
   * @param upright whether the image stays upright; otherwise its rows are those of the file
   */
  static StoredImage of(EncodedImage encoded, DecodedImage image, int storedSize, boolean upright) {
    Orientation orientation = encoded.orientation();
    boolean transposed = upright && orientation.isTransposed();
    Original original =
        new Original(
            encoded.format().label(),
            transposed ? encoded.width() : encoded.height(),
            transposed ? encoded.height() : encoded.width(),
            image.alpha() != null,
            !orientation.equals(Orientation.UPRIGHT));
    ImageFormat format = new ImageFormat(image.channels(), image.height(), image.width());
    byte[] pixels = image.over(Backdrop.BLACK, format);
    if (!upright && original.turned()) {
      ImageFormat turned = format;
      if (orientation.isTransposed()) {
        format = format.ofSize(turned.width(), turned.height());
      }
      pixels = turnedBack(pixels, format, orientation);
    }
    return reduced(pixels, format, storedSize, original);
  }

  /** Returns the form to store of a gray image that comes without a file of its own. */
  public static StoredImage ofGray(byte[] pixels, int height, int width, int storedSize) {
    ImageFormat format = ImageFormat.gray(height, width);
    format.require(pixels);
    return reduced(pixels, format, storedSize, new Original("IDX", height, width, false, false));
  }

  private static byte[] turnedBack(byte[] upright, ImageFormat format, Orientation orientation) {
    int channels = format.channels();
    byte[] pixels = new byte[upright.length];
    for (int y = 0; y < format.height(); y++) {
      for (int x = 0; x < format.width(); x++) {
        int from = orientation.upright(x, y, format.width(), format.height());
        int to = y * format.width() + x;
        System.arraycopy(upright, channels * from, pixels, channels * to, channels);
      }
    }
    return pixels;
  }

  private static StoredImage reduced(
      byte[] pixels, ImageFormat format, int storedSize, Original original) {
    ImageFormat kept = format;
    byte[] values = pixels;
    if (Math.max(format.height(), format.width()) > storedSize) {
      kept =
          format.ofSize(
              Math.min(format.height(), MAX_ASPECT * format.width()),
              Math.min(format.width(), MAX_ASPECT * format.height()));
      values = kept.equals(format) ? pixels : center(pixels, format, kept);
    }
    int shorter = Math.min(kept.height(), kept.width());
    if (shorter > storedSize) {
      ImageFormat target =
          kept.ofSize(
              scaled(kept.height(), storedSize, shorter),
              scaled(kept.width(), storedSize, shorter));
      values = AreaResampler.apply(values, kept, target);
      kept = target;
    }
    if (!kept.isGray() && largestTint(values) == 0) {
      values = firstChannel(values);
      kept = ImageFormat.gray(kept.height(), kept.width());
    }
    return new StoredImage(kept, values, original);
  }

  private static int scaled(int side, int size, int shorter) {
    return (int) ((2L * side * size + shorter) / (2L * shorter));
  }

  private static byte[] center(byte[] pixels, ImageFormat format, ImageFormat kept) {
    int top = (format.height() - kept.height()) / 2;
    int left = (format.width() - kept.width()) / 2;
    int row = kept.channels() * kept.width();
    byte[] values = new byte[kept.bytes()];
    for (int y = 0; y < kept.height(); y++) {
      int from = kept.channels() * ((top + y) * format.width() + left);
      System.arraycopy(pixels, from, values, y * row, row);
    }
    return values;
  }

  private static int largestTint(byte[] rgb) {
    int largest = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      int red = rgb[i] & 0xff;
      int green = rgb[i + 1] & 0xff;
      int blue = rgb[i + 2] & 0xff;
      int tint = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
      largest = Math.max(largest, tint);
    }
    return largest;
  }

  private static byte[] firstChannel(byte[] rgb) {
    byte[] gray = new byte[rgb.length / 3];
    for (int i = 0; i < gray.length; i++) {
      gray[i] = rgb[3 * i];
    }
    return gray;
  }

  /** Returns whether a pixel has a color that is more than the tint of a gray photo. */
  public boolean isColorful() {
    return !format.isGray() && largestTint(pixels) > TINT;
  }
}
