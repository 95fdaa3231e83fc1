package dev.residual.pipeline;

import dev.residual.image.ImageFormat;

/**
 * Turns an image into normalized values at another size: bilinear with half-pixel centers, edges
 * repeated, as PyTorch's {@code interpolate(mode="bilinear", align_corners=False)}.
 *
 * <p>Done here and not by the engine, because DJL's resize wants an extra axis, takes the array
 * away from its manager, and leaves full-size results behind; this writes each value once.
 */
final class BilinearResize {

  private final ImageFormat format;
  private final float[][] normalized;
  private final Axis rows;
  private final Axis columns;
  private final int size;

  /** Each row of one channel at the target's width. */
  private final float[][] stretched;

  /**
   * @param format of the images
   * @param normalized what each value of each channel becomes, (channels, 256)
   * @param size height and width of what they become
   */
  BilinearResize(ImageFormat format, float[][] normalized, int size) {
    this.format = format;
    this.normalized = normalized;
    this.rows = new Axis(format.height(), size);
    this.columns = new Axis(format.width(), size);
    this.size = size;
    this.stretched = new float[format.height()][size];
  }

  /**
   * Writes an image's values to {@code target}, one channel after the other.
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
      stretch(image, row, channel, stretched[row]);
    }
    for (int y = 0; y < size; y++) {
      float[] above = stretched[rows.low[y]];
      float[] below = stretched[rows.high[y]];
      float weight = rows.weight[y];
      int start = first + y * size;
      for (int x = 0; x < size; x++) {
        target[start + x] = above[x] + weight * (below[x] - above[x]);
      }
    }
  }

  private void stretch(byte[] image, int row, int channel, float[] line) {
    float[] values = normalized[channel];
    int channels = format.channels();
    int start = row * format.width() * channels + channel;
    for (int x = 0; x < line.length; x++) {
      float left = values[image[start + columns.low[x] * channels] & 0xff];
      float right = values[image[start + columns.high[x] * channels] & 0xff];
      line[x] = left + columns.weight[x] * (right - left);
    }
  }

  /** For each target position the two source positions it lies between, and how far along. */
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
