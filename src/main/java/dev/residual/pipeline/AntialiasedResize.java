package dev.residual.pipeline;

/**
 * Shrinks an image. A value of the result is a mean of the source around it, weighted by a triangle
 * that reaches to the centers of the result's neighbors. Without that, a pixel of the result would
 * be made of two pixels a row at most, and fine patterns would turn into coarse ones that are not
 * in the image.
 *
 * <p>This is PyTorch's {@code interpolate(mode="bilinear", antialias=True)}, which torchvision's
 * {@code Resize} uses, and Pillow's {@code BILINEAR}.
 */
final class AntialiasedResize implements Resize {

  private final int side;
  private final float[][] normalized;
  private final int size;

  /** The first source position of each target position. */
  private final int[] first;

  /** The weights of the source positions from the first one on, which add up to 1. */
  private final float[][] weights;

  private final float[] row;

  /** The rows of one channel, resized to the target's width. */
  private final float[][] resizedRows;

  AntialiasedResize(int side, float[][] normalized, int size) {
    this.side = side;
    this.normalized = normalized;
    this.size = size;
    first = new int[size];
    weights = new float[size][];
    row = new float[side];
    resizedRows = new float[side][size];
    double scale = (double) side / size;
    for (int i = 0; i < size; i++) {
      double center = (i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - scale + 0.5));
      int end = Math.min(side, (int) (center + scale + 0.5));
      weights[i] = weights(first[i], end, center, scale);
    }
  }

  private static float[] weights(int first, int end, double center, double scale) {
    double[] heights = new double[end - first];
    double sum = 0;
    for (int j = 0; j < heights.length; j++) {
      heights[j] = Math.max(0, 1 - Math.abs(first + j + 0.5 - center) / scale);
      sum += heights[j];
    }
    float[] weights = new float[heights.length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = (float) (heights[j] / sum);
    }
    return weights;
  }

  @Override
  public void apply(byte[] image, float[] target) {
    for (int channel = 0; channel < normalized.length; channel++) {
      for (int y = 0; y < side; y++) {
        resizeRow(image, y, channel, resizedRows[y]);
      }
      for (int y = 0; y < size; y++) {
        writeRow(y, target, (channel * size + y) * size);
      }
    }
  }

  private void resizeRow(byte[] image, int y, int channel, float[] resized) {
    int channels = normalized.length;
    float[] values = normalized[channel];
    int start = y * side * channels + channel;
    for (int x = 0; x < side; x++) {
      row[x] = values[image[start + x * channels] & 0xff];
    }
    for (int x = 0; x < size; x++) {
      float sum = 0;
      float[] weightsOfX = weights[x];
      for (int j = 0; j < weightsOfX.length; j++) {
        sum += weightsOfX[j] * row[first[x] + j];
      }
      resized[x] = sum;
    }
  }

  private void writeRow(int y, float[] target, int start) {
    for (int x = 0; x < size; x++) {
      target[start + x] = 0;
    }
    for (int j = 0; j < weights[y].length; j++) {
      float weight = weights[y][j];
      float[] source = resizedRows[first[y] + j];
      for (int x = 0; x < size; x++) {
        target[start + x] += weight * source[x];
      }
    }
  }
}
