package dev.residual.pipeline;

import dev.residual.image.ImageFormat;

/**
 * Resizes an image and normalizes its values. The resize is bilinear with half-pixel centers and
 * repeated edges, as in PyTorch's {@code interpolate(mode="bilinear", align_corners=False)}.
 *
 * <p>DJL's resize is not used, because it needs an extra axis, detaches the array from its manager
 * and leaves full-size intermediate results behind. This class writes each value once.
 */
final class BilinearResize {

  private final ImageFormat format;
  private final float[][] normalized;
  private final Axis rows;
  private final Axis columns;
  private final int size;

  /** The rows of one channel, resized to the target's width. */
  private final float[][] resizedRows;

  /**
   * @param format format of the images
   * @param normalized normalized value of each pixel value, (channels, 256)
   * @param size height and width of the result
   */
  BilinearResize(ImageFormat format, float[][] normalized, int size) {
    this.format = format;
    this.normalized = normalized;
    this.rows = new Axis(format.height(), size);
    this.columns = new Axis(format.width(), size);
    this.size = size;
    this.resizedRows = new float[format.height()][size];
  }

  /**
   * Writes the values of an image to {@code target}, one channel after the other.
   *
   * @param image (height, width, channels)
   * @param target (channels, size, size)
   */
  void apply(byte[] image, float[] target) {
    for (int channel = 0; channel < format.channels(); channel++) {
      apply(image, channel, target);
    }
  }

  private void apply(byte[] image, int channel, float[] target) {
    float[] values = normalized[channel];
    int channels = format.channels();
    int first = channel * size * size;
    if (size == format.height() && size == format.width()) {
      for (int i = 0; i < size * size; i++) {
        target[first + i] = values[image[i * channels + channel] & 0xff];
      }
      return;
    }
    for (int row = 0; row < format.height(); row++) {
      resizeRow(image, row, channel, resizedRows[row]);
    }
    for (int y = 0; y < size; y++) {
      float[] above = resizedRows[rows.low[y]];
      float[] below = resizedRows[rows.high[y]];
      float weight = rows.weight[y];
      int start = first + y * size;
      for (int x = 0; x < size; x++) {
        target[start + x] = above[x] + weight * (below[x] - above[x]);
      }
    }
  }

  private void resizeRow(byte[] image, int row, int channel, float[] target) {
    float[] values = normalized[channel];
    int channels = format.channels();
    int start = row * format.width() * channels + channel;
    for (int x = 0; x < target.length; x++) {
      float left = values[image[start + columns.low[x] * channels] & 0xff];
      float right = values[image[start + columns.high[x] * channels] & 0xff];
      target[x] = left + columns.weight[x] * (right - left);
    }
  }

  /**
   * Holds, for each target position, the two source positions that it lies between, and the weight
   * of the second one.
   */
  private static final class Axis {

    private final int[] low;
    private final int[] high;
    private final float[] weight;

    Axis(int source, int target) {
      low = new int[target];
      high = new int[target];
      weight = new float[target];
      for (int i = 0; i < target; i++) {
        double position = Math.max(0, (i + 0.5) * source / target - 0.5);
        low[i] = Math.min((int) position, source - 1);
        high[i] = Math.min(low[i] + 1, source - 1);
        weight[i] = (float) (position - low[i]);
      }
    }
  }
}
