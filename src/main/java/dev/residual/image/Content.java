package dev.residual.image;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The smallest rectangle of pixels around what an image shows.
 *
 * @param top its first row
 * @param left its first column
 * @param height number of its rows, at least 1
 * @param width number of its columns, at least 1
 * @param light whether what it shows is on the whole lighter than the background
 */
record Content(int top, int left, int height, int width, boolean light) {

  /** Returns the rectangle around parts of a reduced image. */
  static Content around(List<ContentPart> parts, ReducedImage image, ImageFormat format) {
    int top = image.step() * least(parts, ContentPart::top);
    int left = image.step() * least(parts, ContentPart::left);
    int bottom = image.step() * (1 - least(parts, part -> -part.bottom()));
    int right = image.step() * (1 - least(parts, part -> -part.right()));
    return new Content(
        top,
        left,
        Math.min(bottom, format.height()) - top,
        Math.min(right, format.width()) - left,
        parts.stream().mapToDouble(ContentPart::difference).sum() > 0);
  }

  /**
   * Returns the smallest rectangle around the values above 0.
   *
   * @param leveled the pixels of this rectangle, in which the background is 0
   */
  Content trimmed(byte[] leveled, int channels) {
    int first = height;
    int last = -1;
    int leftmost = width;
    int rightmost = -1;
    for (int i = 0; i < leveled.length; i++) {
      if (leveled[i] != 0) {
        int row = i / channels / width;
        int column = i / channels % width;
        first = Math.min(first, row);
        last = row;
        leftmost = Math.min(leftmost, column);
        rightmost = Math.max(rightmost, column);
      }
    }
    return last < 0
        ? this
        : new Content(
            top + first, left + leftmost, last - first + 1, rightmost - leftmost + 1, light);
  }

  /** Returns this rectangle with its position in another one. */
  Content within(Content other) {
    return new Content(top - other.top, left - other.left, height, width, light);
  }

  /** Returns the pixels of the rectangle, from an image of a format. */
  byte[] cutOut(byte[] image, ImageFormat format) {
    int row = width * format.channels();
    byte[] cut = new byte[height * row];
    for (int y = 0; y < height; y++) {
      int from = ((top + y) * format.width() + left) * format.channels();
      System.arraycopy(image, from, cut, y * row, row);
    }
    return cut;
  }

  private static int least(List<ContentPart> parts, ToIntFunction<ContentPart> number) {
    return parts.stream().mapToInt(number).min().orElseThrow();
  }
}
