package dev.residual.image.content;

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
record Bounds(int top, int left, int height, int width, boolean light) {

  /** Returns the rectangle around parts of a reduced image. */
  static Bounds around(List<ContentPart> parts, ReducedImage reduced, Raster image) {
    int top = reduced.step() * least(parts, ContentPart::top);
    int left = reduced.step() * least(parts, ContentPart::left);
    int bottom = reduced.step() * (1 - least(parts, part -> -part.bottom()));
    int right = reduced.step() * (1 - least(parts, part -> -part.right()));
    return new Bounds(
        top,
        left,
        Math.min(bottom, image.height()) - top,
        Math.min(right, image.width()) - left,
        parts.stream().mapToDouble(ContentPart::difference).sum() > 0);
  }

  /**
   * Returns the smallest rectangle around the values above 0.
   *
   * @param onBlack the pixels of this rectangle, in which the background is 0
   */
  Bounds trimmed(Raster onBlack) {
    int first = height;
    int last = -1;
    int leftmost = width;
    int rightmost = -1;
    for (int i = 0; i < onBlack.values().length; i++) {
      if (onBlack.values()[i] != 0) {
        int row = i / onBlack.channels() / width;
        int column = i / onBlack.channels() % width;
        first = Math.min(first, row);
        last = row;
        leftmost = Math.min(leftmost, column);
        rightmost = Math.max(rightmost, column);
      }
    }
    return last < 0
        ? this
        : new Bounds(
            top + first, left + leftmost, last - first + 1, rightmost - leftmost + 1, light);
  }

  /** Returns this rectangle with its position in another one. */
  Bounds within(Bounds other) {
    return new Bounds(top - other.top, left - other.left, height, width, light);
  }

  private static int least(List<ContentPart> parts, ToIntFunction<ContentPart> number) {
    return parts.stream().mapToInt(number).min().orElseThrow();
  }
}
