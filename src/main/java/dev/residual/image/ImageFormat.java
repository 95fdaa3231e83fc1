package dev.residual.image;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The form of the images of a data set, and of those that a model takes. An image is an array of
 * {@link #bytes()} bytes of shape (height, width, channels): row by row, the channels of a pixel
 * beside each other, each value from 0 (black) to 255 (white).
 *
 * @param channels values of a pixel: 1 for gray, 3 for red, green and blue
 * @param height rows of an image, at least 1
 * @param width columns of an image, at least 1
 */
public record ImageFormat(int channels, int height, int width) {

  private static final int GRAY = 1;
  private static final int RGB = 3;

  /**
   * @throws IllegalArgumentException if a number is outside its range, or an array cannot hold an
   *     image
   */
  public ImageFormat {
    if (channels != GRAY && channels != RGB) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + channels);
    }
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "height and width must be at least 1, were %d and %d".formatted(height, width));
    }
    if ((long) channels * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an image of %d channels, %d rows and %d columns is too large"
              .formatted(channels, height, width));
    }
  }

  /** Returns the format of gray images of a size. */
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

  /** Returns whether a pixel is one gray value. */
  @JsonIgnore
  public boolean isGray() {
    return channels == GRAY;
  }

  /** Returns the format of images of another size with the same channels. */
  ImageFormat ofSize(int newHeight, int newWidth) {
    return new ImageFormat(channels, newHeight, newWidth);
  }

  /**
   * Checks that an image has as many bytes as this format says.
   *
   * @throws IllegalArgumentException if it has not
   */
  public void require(byte[] image) {
    if (image.length != bytes()) {
      throw new IllegalArgumentException(
          "an image must have %d bytes, had %d".formatted(bytes(), image.length));
    }
  }
}
