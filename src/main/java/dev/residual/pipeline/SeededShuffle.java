package dev.residual.pipeline;

/** Uniform orders that depend on their seed and stream alone. */
final class SeededShuffle {

  private SeededShuffle() {}

  /**
   * All indices below {@code size} in random order, by Fisher and Yates.
   *
   * @param stream tells apart the uses of one seed, as epochs
   */
  static int[] of(int size, long seed, long stream) {
    SeededRandom random = SeededRandom.of(seed, stream);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
