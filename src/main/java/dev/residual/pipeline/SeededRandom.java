package dev.residual.pipeline;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Generates random numbers that depend only on a seed and on stream numbers, and are the same on
 * every Java platform.
 */
final class SeededRandom {

  private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final RandomGenerator random;

  private SeededRandom(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Returns the generator of a seed and streams.
   *
   * @param streams numbers that distinguish the uses of one seed, such as epochs and images
   */
  static SeededRandom of(long seed, long... streams) {
    long state = seed;
    for (long stream : streams) {
      state = mix(state + mix(stream));
    }
    return new SeededRandom(ALGORITHM.create(state));
  }

  /** Returns a number from 0 to {@code bound - 1}; all are equally likely. */
  int below(int bound) {
    // The Java platform specifies nextLong() of the named algorithm, but not how nextInt(bound)
    // uses it, so the bounded number is computed here. Values of the incomplete last interval are
    // rejected, because small results would be more frequent otherwise.
    long bits;
    long value;
    do {
      bits = random.nextLong() >>> 1;
      value = bits % bound;
    } while (bits - value + (bound - 1) < 0);
    return (int) value;
  }

  /** Returns a number from {@code low}, included, to {@code high}, excluded. */
  double between(double low, double high) {
    return low + (high - low) * (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Returns random bytes; all values are equally likely. */
  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (random.nextLong() >>> 56);
    }
    return bytes;
  }

  // Adjacent seeds and epochs must not give similar states, so they are mixed by the finalizer of
  // SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
