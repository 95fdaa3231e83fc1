package dev.residual.inference;

/**
 * The feature maps of one image, map by map and row by row.
 *
 * @param values height times width values for each map
 */
record FeatureMaps(int height, int width, float[] values) {

  static final FeatureMaps NONE = new FeatureMaps(0, 0, new float[0]);
}
