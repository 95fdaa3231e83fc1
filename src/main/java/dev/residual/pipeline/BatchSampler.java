package dev.residual.pipeline;

import dev.residual.dataset.LabeledImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Splits the images of a training run into batches. Each epoch has every image once, or equally
 * many of each class, in a uniformly random order that depends only on the seed and the epoch and
 * is the same on every JVM.
 */
public final class BatchSampler {

  // Epochs are counted from 0, so their streams are never negative and differ from this one.
  private static final long LIMIT_STREAM = -1;

  private final int size;
  private final int batchSize;
  private final long seed;
  private final @Nullable BalancedOrder balanced;

  /**
   * Has every image once in an epoch.
   *
   * @param size number of images, at least 1
   * @param batchSize number of images per batch, at least 1
   * @param seed seed of the order, any value
   * @throws IllegalArgumentException if {@code size} or {@code batchSize} is below 1
   */
  public BatchSampler(int size, int batchSize, long seed) {
    this(size, batchSize, seed, null);
  }

  private BatchSampler(int size, int batchSize, long seed, @Nullable BalancedOrder balanced) {
    if (size < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "size and batch size must be at least 1, were %d and %d",
              size,
              batchSize));
    }
    this.size = size;
    this.batchSize = batchSize;
    this.seed = seed;
    this.balanced = balanced;
  }

  /**
   * Returns a sampler that draws equally many images of each class. An epoch has as many images as
   * there are; images of rare classes are repeated, and some of frequent ones are left out.
   *
   * @throws IllegalArgumentException if there is no image, or {@code batchSize} is below 1
   */
  public static BatchSampler balanced(LabeledImages images, int batchSize, long seed) {
    return new BatchSampler(images.size(), batchSize, seed, new BalancedOrder(images, seed));
  }

  /** Returns the number of batches per epoch. */
  public int count() {
    return (size - 1) / batchSize + 1;
  }

  /** Returns the numbers of images that batches have: that of most, and that of the last one. */
  public List<Integer> sizes() {
    int last = size % batchSize;
    if (last == 0) {
      return List.of(batchSize);
    }
    return size < batchSize ? List.of(last) : List.of(batchSize, last);
  }

  /**
   * Returns the batches of one epoch, with indices below {@code size}. The last one may be smaller.
   *
   * @param epoch the epoch, from 0; epochs can be requested in any order
   * @throws IllegalArgumentException if {@code epoch} is negative
   */
  public List<Batch> epoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch must not be negative, was " + epoch);
    }
    int[] order = balanced == null ? SeededShuffle.of(size, seed, epoch) : balanced.of(epoch);
    int[] repeats = balanced == null ? new int[size] : repeats(order);
    List<Batch> batches = new ArrayList<>(count());
    for (int from = 0; from < size; from += batchSize) {
      int to = Math.min(size, from + batchSize);
      batches.add(
          new Batch(Arrays.copyOfRange(order, from, to), Arrays.copyOfRange(repeats, from, to)));
    }
    return batches;
  }

  private int[] repeats(int[] order) {
    int[] seen = new int[size];
    return Arrays.stream(order).map(image -> seen[image]++).toArray();
  }

  /**
   * Returns the first {@code n} indices of a seeded order of {@code size} images, which are the
   * images that a limited run is trained on. It returns all indices if {@code n} is larger. The
   * result for a smaller {@code n} is a prefix of the result for a larger one.
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
