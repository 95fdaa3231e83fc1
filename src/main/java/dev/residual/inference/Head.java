package dev.residual.inference;

import dev.residual.nn.FoldedResNet;

/** From the last feature maps to what they say of each class: their means, then a dense layer. */
final class Head {

  private final float[] weight;
  private final float[] bias;
  private final int features;

  /**
   * @param dense stays the caller's
   */
  Head(FoldedResNet.Dense dense) {
    weight = dense.weight().toFloatArray();
    bias = dense.bias().toFloatArray();
    features = weight.length / bias.length;
  }

  float[] logits(FeatureMaps maps) {
    float[] means = means(maps);
    float[] logits = bias.clone();
    for (int k = 0; k < logits.length; k++) {
      float sum = 0;
      for (int i = 0; i < features; i++) {
        sum += weight[k * features + i] * means[i];
      }
      logits[k] += sum;
    }
    return logits;
  }

  private float[] means(FeatureMaps maps) {
    int pixels = maps.height() * maps.width();
    float[] means = new float[features];
    for (int i = 0; i < features; i++) {
      float sum = 0;
      for (int at = i * pixels; at < (i + 1) * pixels; at++) {
        sum += maps.values()[at];
      }
      means[i] = sum / pixels;
    }
    return means;
  }

  /**
   * How much each place of a picture speaks for a class: the sum of the feature maps, each times
   * its weight for that class.
   *
   * @return rows of the map
   */
  float[][] activation(FeatureMaps maps, int ofClass) {
    int pixels = maps.height() * maps.width();
    float[][] activation = new float[maps.height()][maps.width()];
    for (int i = 0; i < features; i++) {
      for (int at = 0; at < pixels; at++) {
        activation[at / maps.width()][at % maps.width()] +=
            weight[ofClass * features + i] * maps.values()[i * pixels + at];
      }
    }
    return activation;
  }
}
