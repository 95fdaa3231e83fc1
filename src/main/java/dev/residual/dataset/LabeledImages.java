package dev.residual.dataset;

import dev.residual.image.ImageFormat;

/**
 * Labeled images with the same number of channels. Their sizes may differ.
 *
 * <p>Instances are immutable and thread-safe. Pixels are returned only as copies, so all jobs of a
 * server share one instance. {@link #select} returns a subset or another order of the images
 * without copying pixels.
 */
public interface LabeledImages {

  /**
   * Returns images of one format that are in memory. The caller must not use the pixels afterwards.
   *
   * @param pixels the images one after the other, {@link ImageFormat#bytes()} bytes each
   * @param labels class of each image, as an unsigned byte
   * @throws IllegalArgumentException if there are not as many images as labels
   */
  static LabeledImages of(byte[] pixels, byte[] labels, ImageFormat format) {
    int[] classes = new int[labels.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = Byte.toUnsignedInt(labels[i]);
    }
    return new ImageArray(pixels, classes, format);
  }

  /**
   * Returns images of one format that are in memory, with any number of classes. The caller must
   * not use the arrays afterwards.
   *
   * @param pixels the images one after the other, {@link ImageFormat#bytes()} bytes each
   * @param labels class of each image
   * @throws IllegalArgumentException if there are not as many images as labels
   */
  static LabeledImages of(byte[] pixels, int[] labels, ImageFormat format) {
    return new ImageArray(pixels, labels, format);
  }

  /** Returns the number of images. */
  int size();

  /** Returns the number of values of a pixel: 1 for gray, 3 for red, green and blue. */
  int channels();

  /**
   * Returns the format of one image.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  ImageFormat format(int index);

  /**
   * Returns the class of one image, as an index into {@link Dataset#labels()}.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  int label(int index);

  /**
   * Copies the {@link ImageFormat#bytes()} bytes of one image to {@code target}, from {@code
   * offset} on.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size), or if the bytes do not
   *     fit
   */
  void copyTo(int index, byte[] target, int offset);

  /**
   * Prepares the reading of an image. To be called before images are read in random order, and by
   * threads that nobody interrupts. Images that are in memory need no preparation.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  default void prefetch(int index) {}

  /**
   * Returns a copy of the {@link ImageFormat#bytes()} bytes of one image.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in [0, size)
   */
  default byte[] pixels(int index) {
    byte[] copy = new byte[format(index).bytes()];
    copyTo(index, copy, 0);
    return copy;
  }

  /**
   * Returns a view of the images at the given indices, in this order. An index may occur more than
   * once.
   *
   * @throws IndexOutOfBoundsException if an index is not in [0, size)
   */
  default LabeledImages select(int[] indices) {
    return new ImageSelection(this, indices);
  }
}
