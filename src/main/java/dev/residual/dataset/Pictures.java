package dev.residual.dataset;

import java.util.Objects;

/**
 * Labelled grey pictures, one byte a pixel (0 black, 255 white), row by row.
 *
 * <p>Immutable: the bytes never leave except as copies, so all jobs of one server read the same
 * ones. {@link #select} gives another order or a part of them without copying a pixel.
 */
public final class Pictures {

  private final byte[] pixels;
  private final byte[] labels;
  private final int height;
  private final int width;
  private final int[] order;

  private Pictures(byte[] pixels, byte[] labels, int height, int width, int[] order) {
    this.pixels = pixels;
    this.labels = labels;
    this.height = height;
    this.width = width;
    this.order = order;
  }

  /** Takes the arrays over: the caller must not keep them. */
  static Pictures of(byte[] pixels, byte[] labels, int height, int width) {
    if (pixels.length != (long) labels.length * height * width) {
      throw new IllegalArgumentException(
          "%d pixels are not %d pictures of %dx%d"
              .formatted(pixels.length, labels.length, height, width));
    }
    int[] order = new int[labels.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    return new Pictures(pixels, labels, height, width, order);
  }

  /** How many pictures there are. */
  public int size() {
    return order.length;
  }

  /** Rows of each picture. */
  public int height() {
    return height;
  }

  /** Columns of each picture. */
  public int width() {
    return width;
  }

  /**
   * The class of one picture, as an index into {@link Dataset#labels()}.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  public int label(int index) {
    return Byte.toUnsignedInt(labels[at(index)]);
  }

  /**
   * A copy of one picture, {@code height * width} bytes.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  public byte[] pixels(int index) {
    byte[] copy = new byte[height * width];
    copyTo(index, copy, 0);
    return copy;
  }

  /**
   * Copies one picture's {@code height * width} bytes to {@code target} from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size), or they do not fit
   */
  public void copyTo(int index, byte[] target, int offset) {
    int length = height * width;
    System.arraycopy(pixels, at(index) * length, target, offset, length);
  }

  /**
   * A view on the pictures at these indices, in this order; an index may come twice.
   *
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   */
  public Pictures select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < selected.length; i++) {
      selected[i] = at(indices[i]);
    }
    return new Pictures(pixels, labels, height, width, selected);
  }

  private int at(int index) {
    return order[Objects.checkIndex(index, order.length)];
  }
}
