package dev.residual.image;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;

/**
 * The format of the images of a data set, and of the images that a model accepts. An image is an
 * array of {@link #bytes()} bytes of shape (height, width, channels): it is stored row by row, with
 * the channels of a pixel next to each other. Each value is from 0 (black) to 255 (white).
 *
 * @param channels number of values of a pixel: 1 for gray, 3 for red, green and blue
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 */
public record ImageFormat(int channels, int height, int width) {

  private static final int GRAY = 1;
  private static final int RGB = 3;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is outside its range, or if an image would be too
   *     large for an array
   */
  public ImageFormat {
    if (channels != GRAY && channels != RGB) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + channels);
    }
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "height and width must be at least 1, were %d and %d", height, width));
    }
    if ((long) channels * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %d channels, %d rows and %d columns is too large",
              channels,
              height,
              width));
    }
  }

  /** Returns the format of gray images of the given size. */
  public static ImageFormat gray(int height, int width) {
    return new ImageFormat(GRAY, height, width);
  }

  /** Returns the number of pixels of an image. */
  public int pixels() {
    return height * width;
  }

  /** Returns the number of bytes of an image. */
  public int bytes() {
    return channels * pixels();
  }

  /** Returns whether the images are gray, so that a pixel is one value. */
  @JsonIgnore
  public boolean isGray() {
    return channels == GRAY;
  }

  /** Returns the format of images of another size with the same channels. */
  ImageFormat ofSize(int newHeight, int newWidth) {
    return new ImageFormat(channels, newHeight, newWidth);
  }

  /**
   * Returns an image of the same size in this format. Gray values are repeated, and colors become
   * their brightness.
   *
   * @param image an image of the format {@code from}; it is not changed
   * @return the same array if the formats are equal
   * @throws IllegalArgumentException if the sizes differ, or the image is not of its format
   */
  public byte[] converted(byte[] image, ImageFormat from) {
    from.require(image);
    if (!ofSize(from.height, from.width).equals(this)) {
      throw new IllegalArgumentException("an image of " + from + " has not the size of " + this);
    }
    return from.equals(this)
        ? image
        : new DecodedImage(height, width, from.channels, image, null).over(Backdrop.BLACK, this);
  }

  /**
   * Checks that an image has the number of bytes of this format.
   *
   * @throws IllegalArgumentException if it has another number of bytes
   */
  public void require(byte[] image) {
    if (image.length != bytes()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "an image must have %d bytes, had %d", bytes(), image.length));
    }
  }
}
