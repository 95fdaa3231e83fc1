package dev.residual.evaluation;

import java.util.BitSet;

/**
 * Compares two classifiers by the images on which only one of them is right. If both are equally
 * good, each such image is as likely won by the one as by the other, so that the wins of one have a
 * binomial distribution with p = 1/2. The exact test is too cautious; the mid-p one is not, and
 * hardly ever exceeds its level (Fagerland, Lydersen and Laake, 2013, "The McNemar test for binary
 * matched-pairs data: mid-p and asymptotic are better than exact conditional").
 *
 * @param bothRight images that both classify correctly
 * @param onlyA images that only the first classifies correctly
 * @param onlyB images that only the second classifies correctly
 * @param bothWrong images that neither classifies correctly
 */
public record McNemarTest(int bothRight, int onlyA, int onlyB, int bothWrong) {

  /** Counts the images of two classifiers, of which a bit tells whether they are right. */
  public static McNemarTest of(BitSet a, BitSet b, int images) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    int bothRight = both.cardinality();
    int onlyA = a.cardinality() - bothRight;
    int onlyB = b.cardinality() - bothRight;
    return new McNemarTest(bothRight, onlyA, onlyB, images - bothRight - onlyA - onlyB);
  }

  /** Returns the number of images. */
  public int images() {
    return bothRight + onlyA + onlyB + bothWrong;
  }

  /**
   * Returns how likely at least such a difference is if both are equally good, 0 to 1: the
   * two-sided mid-p-value, which counts outcomes that are exactly as extreme by half. It is 1 if
   * both are right on the same images.
   */
  public double midP() {
    int n = onlyA + onlyB;
    if (n == 0) {
      return 1;
    }
    int fewer = Math.min(onlyA, onlyB);
    double observed = probability(n, fewer);
    if (onlyA == onlyB) {
      return 1 - observed / 2;
    }
    double sum = 0;
    double term = observed;
    for (int k = fewer; k > 0 && term > 0; k--) {
      term *= k / (n - k + 1.0); // that of k - 1 wins
      sum += term;
    }
    return Math.min(1, 2 * sum + observed);
  }

  /** Returns the probability of k of n, if both outcomes are equally likely. */
  private static double probability(int n, int k) {
    double logarithm = -n * Math.log(2);
    for (int i = 1; i <= k; i++) {
      logarithm += Math.log((n - k + i) / (double) i);
    }
    return Math.exp(logarithm);
  }

  /** Returns by how much the accuracy of the second is higher, -1 to 1. */
  public double difference() {
    return (double) (onlyB - onlyA) / images();
  }

  /**
   * Returns the lower and the upper end of the 95 % interval of the difference: Wald's with the
   * adjustment of Bonett and Price (2012, "Adjusted Wald Confidence Interval for a Difference of
   * Binomial Proportions Based on Paired Data"), which adds an image to each side.
   */
  public double[] interval() {
    double n = images() + 2.0;
    double a = (onlyA + 1) / n;
    double b = (onlyB + 1) / n;
    double half = WilsonInterval.Z * Math.sqrt((a + b - (b - a) * (b - a)) / n);
    return new double[] {Math.max(-1, b - a - half), Math.min(1, b - a + half)};
  }
}
