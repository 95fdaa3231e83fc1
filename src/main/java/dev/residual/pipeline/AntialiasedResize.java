package dev.residual.pipeline;

/**
 * Shrinks an image. A value of the result is a mean of the source around it, weighted by a triangle
 * that reaches to the centers of the result's neighbors. Without that, a pixel of the result would
 * be made of two pixels a row at most, and fine patterns would turn into coarse ones that are not
 * in the image. A height or width that is less than that of the result is enlarged bilinearly.
 *
 * <p>This is PyTorch's {@code interpolate(mode="bilinear", antialias=True)}, which torchvision's
 * {@code Resize} uses, and Pillow's {@code BILINEAR}.
 */
final class AntialiasedResize implements Resize {

  private final float[][] normalized;
  private final int size;
  private int height;
  private int width;
  private ResizedAxis rows;
  private ResizedAxis columns;
  private float[] row = new float[0];

  /** The rows of one channel, resized to the target's width. */
  private float[] resizedRows = new float[0];

  AntialiasedResize(int height, int width, float[][] normalized, int size) {
    this.normalized = normalized;
    this.size = size;
    this.height = height;
    this.width = width;
    this.rows = ResizedAxis.of(height, size);
    this.columns = height == width ? rows : ResizedAxis.of(width, size);
    makeRoom();
  }

  /** Prepares for images of another size. */
  void prepare(int newHeight, int newWidth) {
    height = newHeight;
    width = newWidth;
    rows = ResizedAxis.of(height, size);
    columns = ResizedAxis.of(width, size);
    makeRoom();
  }

  private void makeRoom() {
    if (row.length < width) {
      row = new float[width];
    }
    if (resizedRows.length < height * size) {
      resizedRows = new float[height * size];
    }
  }

  @Override
  public void apply(byte[] image, float[] target) {
    for (int channel = 0; channel < normalized.length; channel++) {
      for (int y = 0; y < height; y++) {
        resizeRow(image, y, channel);
      }
      for (int y = 0; y < size; y++) {
        writeRow(y, target, (channel * size + y) * size);
      }
    }
  }

  private void resizeRow(byte[] image, int y, int channel) {
    int channels = normalized.length;
    float[] values = normalized[channel];
    float[] source = row;
    int start = y * width * channels + channel;
    for (int x = 0; x < width; x++) {
      source[x] = values[image[start + x * channels] & 0xff];
    }
    float[] target = resizedRows;
    float[][] weights = columns.weights();
    int[] first = columns.first();
    int to = y * size;
    for (int x = 0; x < size; x++) {
      float sum = 0;
      float[] weightsOfX = weights[x];
      int from = first[x];
      for (int j = 0; j < weightsOfX.length; j++) {
        sum += weightsOfX[j] * source[from + j];
      }
      target[to + x] = sum;
    }
  }

  private void writeRow(int y, float[] target, int start) {
    for (int x = 0; x < size; x++) {
      target[start + x] = 0;
    }
    float[] source = resizedRows;
    float[] weights = rows.weights()[y];
    for (int j = 0; j < weights.length; j++) {
      float weight = weights[j];
      int from = (rows.first()[y] + j) * size;
      for (int x = 0; x < size; x++) {
        target[start + x] += weight * source[from + x];
      }
    }
  }
}
