package dev.residual.pipeline;

import dev.residual.dataset.LabeledImages;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Draws as many images as there are, but equally many of each class. A class with fewer images than
 * its share repeats them, all equally often but for one time; a class with more leaves some out,
 * others in each epoch.
 */
final class BalancedOrder {

  // Augmenter uses the streams from -6 up.
  private static final long STREAM = -7;

  private final int size;
  private final long seed;

  /** The images of each class that has some. */
  private final List<int[]> byClass;

  BalancedOrder(LabeledImages images, long seed) {
    this.size = images.size();
    this.seed = seed;
    int[] labels = IntStream.range(0, size).map(images::label).toArray();
    int classes = Arrays.stream(labels).max().orElse(-1) + 1;
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    int[][] grouped = new int[classes][];
    Arrays.setAll(grouped, label -> new int[counts[label]]);
    for (int i = size - 1; i >= 0; i--) {
      grouped[labels[i]][--counts[labels[i]]] = i;
    }
    byClass = Arrays.stream(grouped).filter(group -> group.length > 0).toList();
  }

  /** Returns the order of an epoch, which depends only on the seed and the epoch. */
  int[] of(int epoch) {
    SeededRandom random = SeededRandom.of(seed, STREAM, epoch);
    int classes = byClass.size();
    int[] drawn = new int[size];
    int count = 0;
    int[] classOrder = SeededShuffle.of(classes, random);
    for (int i = 0; i < classes; i++) {
      // Where the classes do not divide the images, random classes have one image more.
      int share = size / classes + (i < size % classes ? 1 : 0);
      int[] group = Objects.requireNonNull(byClass.get(classOrder[i]));
      for (int left = share; left > 0; left -= group.length) {
        for (int j : Arrays.copyOf(shuffled(group, random), Math.min(left, group.length))) {
          drawn[count++] = j;
        }
      }
    }
    return shuffled(drawn, random);
  }

  private static int[] shuffled(int[] values, SeededRandom random) {
    return Arrays.stream(SeededShuffle.of(values.length, random)).map(i -> values[i]).toArray();
  }
}
