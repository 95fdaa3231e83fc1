package dev.residual.image;

import java.util.Arrays;
import java.util.Random;

/** Gray images for tests: rectangles upon a background. */
final class Drawing {

  private final int height;
  private final int width;
  private final double[] values;

  private Drawing(int height, int width) {
    this.height = height;
    this.width = width;
    this.values = new double[height * width];
  }

  static Drawing of(int height, int width, int background) {
    Drawing drawing = new Drawing(height, width);
    Arrays.fill(drawing.values, background);
    return drawing;
  }

  /** Returns a background that changes evenly from the left to the right. */
  static Drawing gradient(int height, int width, int left, int right) {
    Drawing drawing = new Drawing(height, width);
    for (int i = 0; i < drawing.values.length; i++) {
      drawing.values[i] = left + (right - left) * (i % width) / (width - 1.0);
    }
    return drawing;
  }

  Drawing rectangle(int top, int left, int rows, int columns, int value) {
    for (int y = top; y < top + rows; y++) {
      Arrays.fill(values, y * width + left, y * width + left + columns, value);
    }
    return this;
  }

  /** Draws the outline of a rectangle, one pixel wide. */
  Drawing outline(int top, int left, int rows, int columns, int value) {
    return rectangle(top, left, 1, columns, value)
        .rectangle(top + rows - 1, left, 1, columns, value)
        .rectangle(top, left, rows, 1, value)
        .rectangle(top, left + columns - 1, rows, 1, value);
  }

  /** Adds noise of up to six levels. */
  Drawing noise() {
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] += random.nextDouble(-6, 6);
    }
    return this;
  }

  DecodedImage opaque() {
    return new DecodedImage(height, width, 1, bytes(), null);
  }

  /** Returns an image of one gray level, with the drawing as its alpha. */
  DecodedImage alphaOf(int gray) {
    byte[] level = new byte[values.length];
    Arrays.fill(level, (byte) gray);
    return new DecodedImage(height, width, 1, level, bytes());
  }

  /** Returns the drawing with another one as its alpha. */
  DecodedImage withAlpha(Drawing alpha) {
    return new DecodedImage(height, width, 1, bytes(), alpha.bytes());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
    }
    return bytes;
  }
}
