package dev.residual.pipeline;

/**
 * Resizes an image to more than the result's size and keeps the center, as torchvision's {@code
 * Resize} and {@code CenterCrop} do.
 */
final class CenterCropResize implements Resize {

  private final Resize whole;
  private final int channels;
  private final int wholeSize;
  private final int size;
  private final float[] values;

  private CenterCropResize(Resize whole, int channels, int wholeSize, int size) {
    this.whole = whole;
    this.channels = channels;
    this.wholeSize = wholeSize;
    this.size = size;
    this.values = new float[channels * wholeSize * wholeSize];
  }

  /**
   * Returns the resize of a share of an image.
   *
   * @param side height and width of the image
   * @param normalized normalized value of each pixel value, (channels, 256)
   * @param size height and width of the result
   * @param crop the share of the side, above 0 and at most 1; the image is resized to {@code size /
   *     crop}, rounded
   */
  static Resize of(int side, float[][] normalized, int size, double crop) {
    int wholeSize = Math.toIntExact(Math.round(size / crop));
    Resize whole = Resize.of(side, normalized, wholeSize);
    return wholeSize == size
        ? whole
        : new CenterCropResize(whole, normalized.length, wholeSize, size);
  }

  @Override
  public void apply(byte[] image, float[] target) {
    whole.apply(image, values);
    int start = (wholeSize - size) / 2;
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < size; y++) {
        int from = (channel * wholeSize + start + y) * wholeSize + start;
        System.arraycopy(values, from, target, (channel * size + y) * size, size);
      }
    }
  }
}
