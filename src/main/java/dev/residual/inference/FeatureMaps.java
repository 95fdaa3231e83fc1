package dev.residual.inference;

/**
 * Feature maps of one image, one after the other, row by row.
 *
 * @param values height times width of them for each map
 */
record FeatureMaps(int height, int width, float[] values) {

  static final FeatureMaps NONE = new FeatureMaps(0, 0, new float[0]);
}
