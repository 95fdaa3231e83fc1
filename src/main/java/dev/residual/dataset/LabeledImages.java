package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * Labeled images of one {@link ImageFormat}.
 *
 * <p>Instances are immutable. Pixels are returned only as copies, so all jobs of a server share one
 * instance. {@link #select} returns a subset or another order of the images without copying pixels.
 */
public final class LabeledImages {

  private final byte[] pixels;
  private final byte[] labels;
  private final ImageFormat format;
  private final int[] order;

  private LabeledImages(byte[] pixels, byte[] labels, ImageFormat format, int[] order) {
    this.pixels = pixels;
    this.labels = labels;
    this.format = format;
    this.order = order;
  }

  /** Returns images that use the given arrays. The caller must not use the arrays afterwards. */
  public static LabeledImages of(byte[] pixels, byte[] labels, ImageFormat format) {
    if (pixels.length != (long) labels.length * format.bytes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d bytes are not %d images of %d bytes",
              pixels.length,
              labels.length,
              format.bytes()));
    }
    int[] order = new int[labels.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    return new LabeledImages(pixels, labels, format, order);
  }

  /** Returns the number of images. */
  public int size() {
    return order.length;
  }

  /** Returns the format of each image. */
  public ImageFormat format() {
    return format;
  }

  /**
   * Returns the class of one image, as an index into {@link Dataset#labels()}.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  public int label(int index) {
    return Byte.toUnsignedInt(labels[at(index)]);
  }

  /**
   * Returns a copy of the {@link ImageFormat#bytes()} bytes of one image.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  public byte[] pixels(int index) {
    byte[] copy = new byte[format.bytes()];
    copyTo(index, copy, 0);
    return copy;
  }

  /**
   * Copies the {@link ImageFormat#bytes()} bytes of one image to {@code target}, from {@code
   * offset} on.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size), or if the bytes do not
   *     fit
   */
  public void copyTo(int index, byte[] target, int offset) {
    int length = format.bytes();
    System.arraycopy(pixels, at(index) * length, target, offset, length);
  }

  /**
   * Returns a view of the images at the given indices, in this order. An index may occur more than
   * once.
   *
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   */
  public LabeledImages select(int[] indices) {
    int[] selected = new int[indices.length];
    for (int i = 0; i < selected.length; i++) {
      selected[i] = at(indices[i]);
    }
    return new LabeledImages(pixels, labels, format, selected);
  }

  private int at(int index) {
    return order[Objects.checkIndex(index, order.length)];
  }
}
