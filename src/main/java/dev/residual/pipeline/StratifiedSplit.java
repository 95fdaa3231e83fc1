package dev.residual.pipeline;

import dev.residual.dataset.LabeledImages;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A split of the training images into two disjoint parts, as ascending indices. Images are held out
 * of the training set so that early stopping does not select a model by the test set.
 *
 * @param train indices of the images that the network is trained on
 * @param heldOut indices of the images that the network is never trained on
 */
public record StratifiedSplit(int[] train, int[] heldOut) {

  // BatchSampler uses the streams from -1 up.
  private static final long STREAM = -2;

  /**
   * Holds out {@code size} random images. The number of each class is proportional to its size, to
   * within one image.
   *
   * @param size number of images to hold out, from 0 to one less than the number of images
   * @param seed seed of the selection; the same seed holds out the same images
   * @throws IllegalArgumentException if {@code size} is outside its range
   */
  public static StratifiedSplit of(LabeledImages images, int size, long seed) {
    int all = images.size();
    if (size < 0 || size >= all) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "of %d images, 0 to %d can be held out, not %d", all, all - 1, size));
    }
    int[] remaining = quotas(images, size);
    int[] heldOut = new int[size];
    int[] train = new int[all - size];
    int heldOutCount = 0;
    int trainCount = 0;
    for (int index : SeededShuffle.of(all, seed, STREAM)) {
      int label = images.label(index);
      if (remaining[label] > 0) {
        remaining[label]--;
        heldOut[heldOutCount++] = index;
      } else {
        train[trainCount++] = index;
      }
    }
    Arrays.sort(heldOut);
    Arrays.sort(train);
    return new StratifiedSplit(train, heldOut);
  }

  // This is the largest remainder method: each class gets its share rounded down, and the images
  // that are missing from the sum go, one each, to the classes with the largest remainders.
  private static int[] quotas(LabeledImages images, int size) {
    int all = images.size();
    int classes = IntStream.range(0, all).map(images::label).max().orElse(0) + 1;
    long[] shares = new long[classes]; // in units of 1/all images
    for (int i = 0; i < all; i++) {
      shares[images.label(i)] += size;
    }
    int[] quotas = Arrays.stream(shares).mapToInt(share -> (int) (share / all)).toArray();
    int missing = size - Arrays.stream(quotas).sum();
    IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingLong((Integer label) -> shares[label] % all).reversed())
        .limit(missing)
        .forEach(label -> quotas[label]++);
    return quotas;
  }
}
