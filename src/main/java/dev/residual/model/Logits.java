package dev.residual.model;

/** Interprets the outputs of a network for one image, a logit for each class. */
public final class Logits {

  private Logits() {}

  /** Returns the index of the largest value, the first one of equal values. */
  public static int argmax(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[largest]) {
        largest = i;
      }
    }
    return largest;
  }

  /**
   * Returns softmax(logits / temperature).
   *
   * @param logits not empty
   * @param temperature above 0
   * @return the probability of each class, 0 to 1
   */
  public static double[] softmax(float[] logits, double temperature) {
    // The largest logit is subtracted, so that no exponential overflows.
    double largest = max(logits);
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      // StrictMath gives the same result on every JVM.
      probabilities[i] = StrictMath.exp((logits[i] - largest) / temperature);
      sum += probabilities[i];
    }
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /** Returns the largest logit, or NaN if there is one. */
  public static double max(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    return largest;
  }
}
