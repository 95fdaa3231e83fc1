package dev.residual.inference;

import dev.residual.nn.FoldedResNet;

/**
 * The classifier of a ResNet: global average pooling of the last feature maps, then a dense layer.
 */
final class ClassifierHead {

  /** (features, classes), so that the innermost loop runs over adjacent numbers. */
  private final float[] weight;

  private final float[] bias;
  private final int features;

  /**
   * Copies the weights of a layer.
   *
   * @param dense the layer, whose arrays the caller still owns
   */
  ClassifierHead(FoldedResNet.Dense dense) {
    float[] rows = dense.weight().toFloatArray();
    bias = dense.bias().toFloatArray();
    features = rows.length / bias.length;
    weight = new float[rows.length];
    for (int k = 0; k < bias.length; k++) {
      for (int i = 0; i < features; i++) {
        weight[i * bias.length + k] = rows[k * features + i];
      }
    }
  }

  float[] logits(FeatureMaps maps) {
    float[] means = means(maps);
    float[] logits = bias.clone();
    for (int i = 0; i < features; i++) {
      for (int k = 0; k < logits.length; k++) {
        logits[k] += means[i] * weight[i * logits.length + k];
      }
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
   * Returns the class activation map of a class: the sum of the feature maps, each times its weight
   * for that class.
   *
   * @return the rows of the map
   */
  float[][] activation(FeatureMaps maps, int label) {
    int pixels = maps.height() * maps.width();
    float[][] activation = new float[maps.height()][maps.width()];
    for (int i = 0; i < features; i++) {
      for (int at = 0; at < pixels; at++) {
        activation[at / maps.width()][at % maps.width()] +=
            weight[i * bias.length + label] * maps.values()[i * pixels + at];
      }
    }
    return activation;
  }
}
