package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import java.util.Objects;

/**
 * Labeled images of one {@link ImageFormat}.
 *
 * <p>Immutable: the bytes never leave except as copies, so all jobs of one server read the same
 * ones. {@link #select} gives another order or a part of them without copying a pixel.
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

  /** Takes the arrays over: the caller must not keep them. */
  public static LabeledImages of(byte[] pixels, byte[] labels, ImageFormat format) {
    if (pixels.length != (long) labels.length * format.bytes()) {
      throw new IllegalArgumentException(
          "%d bytes are not %d images of %d bytes"
              .formatted(pixels.length, labels.length, format.bytes()));
    }
    int[] order = new int[labels.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    return new LabeledImages(pixels, labels, format, order);
  }

  /** How many images there are. */
  public int size() {
    return order.length;
  }

  /** Returns the format of each image. */
  public ImageFormat format() {
    return format;
  }

  /**
   * The class of one image, as an index into {@link Dataset#labels()}.
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
   * Copies one image's {@link ImageFormat#bytes()} bytes to {@code target} from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size), or they do not fit
   */
  public void copyTo(int index, byte[] target, int offset) {
    int length = format.bytes();
    System.arraycopy(pixels, at(index) * length, target, offset, length);
  }

  /**
   * A view on the images at these indices, in this order; an index may come twice.
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
