package dev.residual.pipeline;

/**
 * Enlarges an image, or leaves its size as it is. The resize is bilinear with half-pixel centers
 * and repeated edges, as in PyTorch's {@code interpolate(mode="bilinear", align_corners=False)}.
 *
 * <p>DJL's resize is not used, because it needs an extra axis, detaches the array from its manager
 * and leaves full-size intermediate results behind. This class writes each value once.
 */
final class BilinearResize implements Resize {

  private final int side;
  private final float[][] normalized;
  private final Axis axis;
  private final int size;

  /** The rows of one channel, resized to the target's width. */
  private final float[][] resizedRows;

  BilinearResize(int side, float[][] normalized, int size) {
    this.side = side;
    this.normalized = normalized;
    this.axis = new Axis(side, size);
    this.size = size;
    this.resizedRows = new float[side][size];
  }

  @Override
  public void apply(byte[] image, float[] target) {
    for (int channel = 0; channel < normalized.length; channel++) {
      apply(image, channel, target);
    }
  }

  private void apply(byte[] image, int channel, float[] target) {
    float[] values = normalized[channel];
    int channels = normalized.length;
    int first = channel * size * size;
    if (size == side) {
      for (int i = 0; i < size * size; i++) {
        target[first + i] = values[image[i * channels + channel] & 0xff];
      }
      return;
    }
    for (int row = 0; row < side; row++) {
      resizeRow(image, row, channel, resizedRows[row]);
    }
    for (int y = 0; y < size; y++) {
      float[] above = resizedRows[axis.low[y]];
      float[] below = resizedRows[axis.high[y]];
      float weight = axis.weight[y];
      int start = first + y * size;
      for (int x = 0; x < size; x++) {
        target[start + x] = above[x] + weight * (below[x] - above[x]);
      }
    }
  }

  private void resizeRow(byte[] image, int row, int channel, float[] target) {
    float[] values = normalized[channel];
    int channels = normalized.length;
    int start = row * side * channels + channel;
    for (int x = 0; x < target.length; x++) {
      float left = values[image[start + axis.low[x] * channels] & 0xff];
      float right = values[image[start + axis.high[x] * channels] & 0xff];
      target[x] = left + axis.weight[x] * (right - left);
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
