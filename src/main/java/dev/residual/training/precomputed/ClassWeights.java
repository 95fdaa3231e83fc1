package dev.residual.training.precomputed;

import dev.residual.dataset.LabeledImages;
import java.util.Arrays;

/** Computes the weights of classes in the loss, so that rare classes count as much as others. */
public final class ClassWeights {

  private ClassWeights() {}

  /**
   * Returns a weight for each class that is inversely proportional to its number of images, as
   * scikit-learn's {@code compute_class_weight("balanced")}: n / (classes * images of the class),
   * where only classes with images are counted. The mean over all images is 1. The weight of a
   * class without images is 0.
   */
  public static float[] balanced(LabeledImages images, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    float[] weights = new float[classes];
    for (int label = 0; label < classes; label++) {
      weights[label] =
          counts[label] == 0 ? 0 : (float) ((double) images.size() / (present * counts[label]));
    }
    return weights;
  }
}
