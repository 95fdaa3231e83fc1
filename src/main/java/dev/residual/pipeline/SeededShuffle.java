package dev.residual.pipeline;

/** Shuffles indices in a uniformly random order that depends only on a seed and a stream. */
final class SeededShuffle {

  private SeededShuffle() {}

  /**
   * Returns all indices below {@code size} in random order, by the algorithm of Fisher and Yates.
   *
   * @param stream number that distinguishes the uses of one seed, such as the epoch
   */
  static int[] of(int size, long seed, long stream) {
    return of(size, SeededRandom.of(seed, stream));
  }

  /** Returns all indices below {@code size} in an order that the random numbers decide. */
  static int[] of(int size, SeededRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
