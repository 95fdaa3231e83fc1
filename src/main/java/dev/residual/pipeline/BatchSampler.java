package dev.residual.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order in which a run sees its images: each epoch all of them once, in a uniform order that
 * follows from (seed, epoch) alone, the same on every JVM.
 */
public final class BatchSampler {

  // Epochs count up from 0, so their streams never meet this one.
  private static final long LIMIT_STREAM = -1;

  private final int size;
  private final int batchSize;
  private final long seed;

  /**
   * @param size how many images there are, at least 1
   * @param batchSize how many make a step, at least 1
   * @param seed any value
   * @throws IllegalArgumentException if {@code size} or {@code batchSize} is below 1
   */
  public BatchSampler(int size, int batchSize, long seed) {
    if (size < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "size and batch size must be at least 1, were %d and %d".formatted(size, batchSize));
    }
    this.size = size;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /** Steps of an epoch. */
  public int count() {
    return (size - 1) / batchSize + 1;
  }

  /**
   * The batches of one epoch, as indices below {@code size}; the last may be smaller.
   *
   * @param epoch from 0 on; any epoch can be asked for, in any order
   * @throws IllegalArgumentException if {@code epoch} is negative
   */
  public List<int[]> epoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch must not be negative, was " + epoch);
    }
    int[] order = SeededShuffle.of(size, seed, epoch);
    List<int[]> batches = new ArrayList<>(count());
    for (int from = 0; from < size; from += batchSize) {
      batches.add(Arrays.copyOfRange(order, from, Math.min(size, from + batchSize)));
    }
    return batches;
  }

  /**
   * The first {@code n} indices of a seeded order of {@code size}: which images a limited run
   * learns from. All of them when {@code n} is larger; a smaller {@code n} gives a part of what a
   * larger one gives.
   *
   * @throws IllegalArgumentException if {@code n} is below 1
   */
  public static int[] first(int size, int n, long seed) {
    if (n < 1) {
      throw new IllegalArgumentException("a limit must be at least 1, was " + n);
    }
    return Arrays.copyOf(SeededShuffle.of(size, seed, LIMIT_STREAM), Math.min(n, size));
  }
}
