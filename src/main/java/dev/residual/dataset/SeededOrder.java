package dev.residual.dataset;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Uniform orders that depend on their seed and stream alone. */
final class SeededOrder {

  private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private SeededOrder() {}

  /**
   * All indices below {@code size} in random order, by Fisher and Yates.
   *
   * @param stream tells apart the uses of one seed, as epochs
   */
  static int[] of(int size, long seed, long stream) {
    RandomGenerator random = ALGORITHM.create(mix(seed + mix(stream)));
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = below(i + 1, random);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  // The Java platform specifies the named algorithm's nextLong(), but not how nextInt(bound) uses
  // it; so the bounded draw is made here. Values of the incomplete last round are refused, or small
  // results would come more often.
  private static int below(int bound, RandomGenerator random) {
    long bits;
    long value;
    do {
      bits = random.nextLong() >>> 1;
      value = bits % bound;
    } while (bits - value + (bound - 1) < 0);
    return (int) value;
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
