package dev.residual.pipeline;

import dev.residual.dataset.LabeledImages;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Two disjoint parts of the training images, as ascending indices. Images are held out of the
 * training set so that early stopping does not select by the test set.
 *
 * @param train what is left to learn from
 * @param heldOut what the network never learns from
 */
@SuppressWarnings("ArrayRecordComponent") // made for Images.select, never compared
public record StratifiedSplit(int[] train, int[] heldOut) {

  private static final int CLASSES = 256; // labels are bytes

  // Batches use the streams from -1 up.
  private static final long STREAM = -2;

  /**
   * Holds out {@code size} images at random, each class in its proportion to within one image.
   *
   * @param size how many to hold out, from 0 to one less than there are
   * @param seed the same one holds out the same images
   * @throws IllegalArgumentException if {@code size} is outside its range
   */
  public static StratifiedSplit of(LabeledImages images, int size, long seed) {
    int all = images.size();
    if (size < 0 || size >= all) {
      throw new IllegalArgumentException(
          "of %d images 0 to %d can be held out, not %d".formatted(all, all - 1, size));
    }
    int[] open = quotas(images, size);
    int[] heldOut = new int[size];
    int[] train = new int[all - size];
    int held = 0;
    int kept = 0;
    for (int index : SeededShuffle.of(all, seed, STREAM)) {
      int label = images.label(index);
      if (open[label] > 0) {
        open[label]--;
        heldOut[held++] = index;
      } else {
        train[kept++] = index;
      }
    }
    Arrays.sort(heldOut);
    Arrays.sort(train);
    return new StratifiedSplit(train, heldOut);
  }

  // Largest remainders: each class gets its share rounded down, and what is missing to the sum goes
  // one each to the classes that lost most by the rounding.
  private static int[] quotas(LabeledImages images, int size) {
    int all = images.size();
    long[] shares = new long[CLASSES]; // in units of 1/all images
    for (int i = 0; i < all; i++) {
      shares[images.label(i)] += size;
    }
    int[] quotas = Arrays.stream(shares).mapToInt(share -> (int) (share / all)).toArray();
    int missing = size - Arrays.stream(quotas).sum();
    IntStream.range(0, CLASSES)
        .boxed()
        .sorted(Comparator.comparingLong((Integer label) -> shares[label] % all).reversed())
        .limit(missing)
        .forEach(label -> quotas[label]++);
    return quotas;
  }
}
