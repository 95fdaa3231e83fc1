package dev.residual.pipeline;

/**
 * The height or the width of an image that is resized with antialiasing: which positions of the
 * source a position of the target is made of, and with which weights.
 *
 * @param first the first source position of each target position
 * @param weights the weights of the source positions from the first one on, which add up to 1
 */
record ResizedAxis(int[] first, float[][] weights) {

  /**
   * Returns an axis. The weights are a triangle that reaches to the centers of the neighboring
   * target positions, or to those of the neighboring source positions if the image is enlarged.
   */
  static ResizedAxis of(int source, int target) {
    double scale = (double) source / target;
    double reach = Math.max(1, scale);
    int[] first = new int[target];
    float[][] weights = new float[target][];
    for (int i = 0; i < target; i++) {
      double center = (i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - reach + 0.5));
      int end = Math.min(source, (int) (center + reach + 0.5));
      weights[i] = weights(first[i], end, center, reach);
    }
    return new ResizedAxis(first, weights);
  }

  private static float[] weights(int first, int end, double center, double reach) {
    double[] heights = new double[end - first];
    double sum = 0;
    for (int j = 0; j < heights.length; j++) {
      heights[j] = Math.max(0, 1 - Math.abs(first + j + 0.5 - center) / reach);
      sum += heights[j];
    }
    float[] weights = new float[heights.length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = (float) (heights[j] / sum);
    }
    return weights;
  }
}
