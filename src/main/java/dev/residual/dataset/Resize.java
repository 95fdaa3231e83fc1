package dev.residual.dataset;

/**
 * Bytes to normalized values at another size: bilinear with half-pixel centres, edges repeated, as
 * PyTorch's {@code interpolate(mode="bilinear", align_corners=False)}.
 *
 * <p>Done here and not by the engine, because DJL's resize wants an extra axis, takes the array
 * away from its manager, and leaves full-size results behind; this writes each value once.
 */
final class Resize {

  // Value p of a pixel: (p - 127.5) / 127.5, from -1 to 1.
  private static final float[] NORMALIZED = new float[256];

  static {
    for (int p = 0; p < 256; p++) {
      NORMALIZED[p] = (p - 127.5f) / 127.5f;
    }
  }

  private final int height;
  private final int width;
  private final Axis rows;
  private final Axis columns;
  private final int size;

  /** Each row of a picture at the target's width. */
  private final float[][] stretched;

  Resize(int height, int width, int size) {
    this.height = height;
    this.width = width;
    this.rows = new Axis(height, size);
    this.columns = new Axis(width, size);
    this.size = size;
    this.stretched = new float[height][size];
  }

  /** Writes {@code size * size} values of the picture to {@code target}. */
  void apply(byte[] picture, float[] target) {
    if (size == height && size == width) {
      for (int i = 0; i < target.length; i++) {
        target[i] = NORMALIZED[picture[i] & 0xff];
      }
      return;
    }
    for (int row = 0; row < height; row++) {
      stretch(picture, row, stretched[row]);
    }
    for (int y = 0; y < size; y++) {
      float[] above = stretched[rows.low[y]];
      float[] below = stretched[rows.high[y]];
      float weight = rows.weight[y];
      int start = y * size;
      for (int x = 0; x < size; x++) {
        target[start + x] = above[x] + weight * (below[x] - above[x]);
      }
    }
  }

  private void stretch(byte[] picture, int row, float[] line) {
    int start = row * width;
    for (int x = 0; x < line.length; x++) {
      float left = NORMALIZED[picture[start + columns.low[x]] & 0xff];
      float right = NORMALIZED[picture[start + columns.high[x]] & 0xff];
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
