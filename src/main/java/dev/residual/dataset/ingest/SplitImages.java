package dev.residual.dataset.ingest;

import dev.residual.dataset.pack.Split;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The split of each readable image, and which of them are dropped. */
final class SplitImages {

  private final Split[] splits;
  private final boolean[] dropped;

  private SplitImages(Split[] splits) {
    this.splits = splits;
    this.dropped = new boolean[splits.length];
  }

  /**
   * Splits the images, and drops leaks if that is wanted.
   *
   * @throws ImportException if a label has too few images
   */
  static SplitImages of(Layout layout, ReadableImages images) {
    int count = images.size();
    int[] labels = new int[count];
    @Nullable Split[] given = new Split[count];
    @Nullable String[] groups = new String[count];
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      Assigned file = images.file(i);
      labels[i] = file.label();
      given[i] = file.split();
      groups[i] = file.group();
      hashes[i] = images.get(i).hash();
    }
    SplitImages result =
        new SplitImages(
            SplitAssigner.assign(layout.options(), layout.labels(), labels, given, groups, hashes));
    if (layout.options().leaks() == LeakPolicy.DROP_FROM_TRAIN) {
      result.dropLeaks(hashes);
      result.requireTraining(layout, labels);
    }
    return result;
  }

  private void dropLeaks(long[] hashes) {
    Set<Long> test = new HashSet<>();
    for (int i = 0; i < splits.length; i++) {
      if (splits[i] == Split.TEST) {
        test.add(hashes[i]);
      }
    }
    for (int i = 0; i < splits.length; i++) {
      dropped[i] = splits[i] == Split.TRAIN && test.contains(hashes[i]);
    }
  }

  private void requireTraining(Layout layout, int[] labels) {
    int[] left = new int[layout.labels().size()];
    IntStream.of(of(Split.TRAIN)).forEach(image -> left[labels[image]]++);
    for (int label = 0; label < left.length; label++) {
      if (left[label] == 0) {
        throw new ImportException(
            ImportException.CLASS_WITHOUT_TRAINING,
            "all training images of the label %s are also test images and were dropped, so that 0"
                + " are left and at least 1 is needed; add others, or give leaks as report",
            layout.labels().get(label));
      }
    }
  }

  /** Returns the images of a split without dropped ones, in their order. */
  int[] of(Split split) {
    return IntStream.range(0, splits.length)
        .filter(image -> splits[image] == split && !dropped[image])
        .toArray();
  }

  /** Returns the split of an image, also of a dropped one. */
  Split split(int image) {
    return splits[image];
  }

  /** Returns whether a training image is left out because it is a test image, too. */
  boolean isDropped(int image) {
    return dropped[image];
  }
}
