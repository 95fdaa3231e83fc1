package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import java.util.Locale;
import java.util.Objects;

/** Images of one format, in one array. */
final class ImageArray implements LabeledImages {

  private final byte[] pixels;
  private final int[] labels;
  private final ImageFormat format;

  ImageArray(byte[] pixels, int[] labels, ImageFormat format) {
    if (pixels.length != (long) labels.length * format.bytes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d bytes are not %d images of %d bytes",
              pixels.length,
              labels.length,
              format.bytes()));
    }
    this.pixels = pixels;
    this.labels = labels;
    this.format = format;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int channels() {
    return format.channels();
  }

  @Override
  public ImageFormat format(int index) {
    Objects.checkIndex(index, labels.length);
    return format;
  }

  @Override
  public int label(int index) {
    return labels[Objects.checkIndex(index, labels.length)];
  }

  @Override
  public void copyTo(int index, byte[] target, int offset) {
    int length = format.bytes();
    int start = Objects.checkIndex(index, labels.length) * length;
    System.arraycopy(pixels, start, target, offset, length);
  }
}
