package dev.residual.pipeline;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random numbers that depend on a seed and their streams alone, on every Java platform. */
final class SeededRandom {

  private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final RandomGenerator random;

  private SeededRandom(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param streams tell apart the uses of one seed, as epochs and images
   */
  static SeededRandom of(long seed, long... streams) {
    long state = seed;
    for (long stream : streams) {
      state = mix(state + mix(stream));
    }
    return new SeededRandom(ALGORITHM.create(state));
  }

  // The Java platform specifies the named algorithm's nextLong(), but not how nextInt(bound) uses
  // it; so the bounded draw is made here. Values of the incomplete last round are refused, or small
  // results would come more often.
  /** From 0 to one less than {@code bound}, each as likely. */
  int below(int bound) {
    long bits;
    long value;
    do {
      bits = random.nextLong() >>> 1;
      value = bits % bound;
    } while (bits - value + (bound - 1) < 0);
    return (int) value;
  }

  /** From {@code low} to just below {@code high}. */
  double between(double low, double high) {
    return low + (high - low) * (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (random.nextLong() >>> 56);
    }
    return bytes;
  }

  // Neighbouring seeds and epochs must not give neighbouring states: the finalizer of SplitMix64
  // (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
