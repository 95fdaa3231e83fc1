package dev.residual.feedback.drift;

/**
 * The regularized upper incomplete gamma function Q(a, x) (Abramowitz and Stegun, 1964, "Handbook
 * of Mathematical Functions", 6.5).
 */
final class IncompleteGamma {

  private static final double PRECISION = 1e-15;
  private static final int MAX_TERMS = 100_000;

  private IncompleteGamma() {}

  /**
   * Returns Q(a, x).
   *
   * @param a above 0, a multiple of 1/2
   * @param x at least 0
   * @return from 0 to 1
   */
  static double upper(double a, double x) {
    if (x <= 0) {
      return 1;
    }
    double factor = Math.exp(a * Math.log(x) - x - logGamma(a));
    return x < a + 1 ? 1 - factor * series(a, x) : factor * fraction(a, x);
  }

  /** Returns the sum of x^n / (a (a + 1) ... (a + n)), as in 6.5.29, which is short for small x. */
  private static double series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < MAX_TERMS && term > sum * PRECISION; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum;
  }

  /**
   * Returns the continued fraction 6.5.31, in the form whose n-th denominator is x + 2n + 1 - a, by
   * the method of Lentz (1976), which is short for large x.
   */
  private static double fraction(double a, double x) {
    double denominator = x + 1 - a;
    double c = Double.POSITIVE_INFINITY;
    double d = 1 / denominator;
    double result = d;
    for (int n = 1; n < MAX_TERMS; n++) {
      double numerator = n * (a - n);
      denominator += 2;
      d = 1 / (denominator + numerator * d);
      c = denominator + numerator / c;
      result *= c * d;
      if (Math.abs(c * d - 1) < PRECISION) {
        break;
      }
    }
    return result;
  }

  /** Returns ln(Gamma(a)) of a multiple of 1/2, from Gamma(1/2) = sqrt(pi) and Gamma(1) = 1. */
  private static double logGamma(double a) {
    boolean whole = a == Math.rint(a);
    double sum = whole ? 0 : Math.log(Math.PI) / 2;
    for (double factor = whole ? 1 : 0.5; factor < a; factor++) {
      sum += Math.log(factor);
    }
    return sum;
  }
}
