package dev.residual.dataset.ingest;

import dev.residual.dataset.pack.Split;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives each image its split. What the archive says stays. If it says nothing about the test, the
 * options' share of each label becomes the test, and likewise the validation; both are taken from
 * images for training or without a split. Images with the same pixels or the same group stay
 * together, so a share is met only as closely as they allow. The result depends on the images, the
 * groups and the seed, but not on names and order.
 */
final class SplitAssigner {

  private final ImportSpec options;
  private final List<String> labels;
  private final int[] label;
  private final @Nullable Split[] given;
  private final Split[] result;
  private final boolean ownTest;
  private final boolean ownValidation;

  private SplitAssigner(
      ImportSpec options, List<String> labels, int[] label, @Nullable Split[] given) {
    this.options = options;
    this.labels = labels;
    this.label = label;
    this.given = given;
    this.result = new Split[label.length];
    Set<Split> said = EnumSet.noneOf(Split.class);
    for (Split split : given) {
      if (split != null) {
        said.add(split);
      }
    }
    ownTest = !said.contains(Split.TEST);
    ownValidation = !said.contains(Split.VALIDATION) && options.validation() > 0;
  }

  /**
   * Assigns the splits.
   *
   * @param labels names of the labels
   * @param label label of each image, as an index into {@code labels}
   * @param given split that the archive says for each image, or null
   * @param group group of each image, or null
   * @param pixelHash hash of each image's pixels, such as the first eight bytes of the SHA-256
   * @return the split of each image
   * @throws ImportException if a label has too few images for all splits, or none for training
   */
  static Split[] assign(
      ImportSpec options,
      List<String> labels,
      int[] label,
      @Nullable Split[] given,
      @Nullable String[] group,
      long[] pixelHash) {
    SplitAssigner assigner = new SplitAssigner(options, labels, label, given);
    assigner.assign(group, pixelHash);
    return assigner.result;
  }

  private void assign(@Nullable String[] group, long[] pixelHash) {
    int[] pool =
        IntStream.range(0, label.length)
            .filter(i -> given[i] == null || given[i] == Split.TRAIN)
            .toArray();
    for (int i = 0; i < label.length; i++) {
      Split split = given[i];
      result[i] = split == null ? Split.TRAIN : split;
    }
    requireEnough(pool);
    if (ownTest || ownValidation) {
      List<int[]> units = units(pool, group, pixelHash);
      int[] counts = counts(pool);
      if (ownTest) {
        take(units, Split.TEST, options.test(), counts);
      }
      if (ownValidation) {
        take(units, Split.VALIDATION, options.validation(), counts);
      }
    }
  }

  private int[] counts(int[] images) {
    int[] counts = new int[labels.size()];
    for (int image : images) {
      counts[label[image]]++;
    }
    return counts;
  }

  private void requireEnough(int[] pool) {
    int needed = 1 + (ownTest ? 1 : 0) + (ownValidation ? 1 : 0);
    int[] all = counts(IntStream.range(0, label.length).toArray());
    int[] own = counts(pool);
    for (int i = 0; i < labels.size(); i++) {
      if (own[i] == 0 && all[i] > 0) {
        throw new ImportException(
            ImportException.CLASS_WITHOUT_TRAINING,
            "the label %s has %,d images, but 0 of them for training, and at least %d is needed; move"
                + " some to the training images or remove the label",
            labels.get(i),
            all[i],
            1);
      }
      if (own[i] < needed) {
        throw new ImportException(
            ImportException.CLASS_TOO_SMALL,
            "the label %s has %d readable images for training and for the splits that are made here,"
                + " and at least %d are needed, one for each of %s; add images or remove the label",
            labels.get(i),
            own[i],
            needed,
            splits());
      }
    }
  }

  private String splits() {
    return "training"
        + (ownTest ? (ownValidation ? ", " : " and ") + "test" : "")
        + (ownValidation ? " and validation" : "");
  }

  /**
   * Moves units of images to a split until each label has its share.
   *
   * @param counts number of images in the pool for each label, of which the share is taken
   */
  private void take(List<int[]> units, Split split, double share, int[] counts) {
    int[] missing = new int[counts.length];
    int[] left = counts(trainingOf(units));
    // What comes later needs an image of each label, too.
    int reserve = split == Split.TEST && ownValidation ? 2 : 1;
    for (int i = 0; i < missing.length; i++) {
      missing[i] = (int) Math.max(1, Math.round(share * counts[i]));
      missing[i] = Math.min(missing[i], left[i] - reserve);
    }
    boolean[] found = new boolean[counts.length];
    for (int[] unit : units) {
      if (result[unit[0]] == Split.TRAIN && fits(unit, missing)) {
        move(unit, split, missing, left, found);
      }
    }
    // Where each unit was larger than the share, the smallest is better than none.
    for (int i = units.size() - 1; i >= 0; i--) {
      int[] unit = units.get(i);
      boolean needed = Arrays.stream(unit).anyMatch(image -> !found[label[image]]);
      if (needed && result[unit[0]] == Split.TRAIN && leavesEnough(unit, left, reserve)) {
        move(unit, split, missing, left, found);
      }
    }
    for (int i = 0; i < found.length; i++) {
      if (!found[i]) {
        throw new ImportException(
            ImportException.CLASS_TOO_SMALL,
            "the %d images of the label %s share pixels or a group, so that none can be in the %s"
                + " part while at least 1 is for training; add other images or split them yourself",
            counts[i],
            labels.get(i),
            split == Split.TEST ? "test" : "validation");
      }
    }
  }

  private int[] trainingOf(List<int[]> units) {
    return units.stream()
        .flatMapToInt(Arrays::stream)
        .filter(image -> result[image] == Split.TRAIN)
        .toArray();
  }

  private boolean fits(int[] unit, int[] missing) {
    if (unit.length == 1) {
      return missing[label[unit[0]]] > 0;
    }
    Map<Integer, Integer> needed = labelsOf(unit);
    return needed.entrySet().stream().allMatch(e -> missing[e.getKey()] >= e.getValue());
  }

  private boolean leavesEnough(int[] unit, int[] left, int reserve) {
    return labelsOf(unit).entrySet().stream()
        .allMatch(e -> left[e.getKey()] - e.getValue() >= reserve);
  }

  private Map<Integer, Integer> labelsOf(int[] unit) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int image : unit) {
      counts.merge(label[image], 1, Integer::sum);
    }
    return counts;
  }

  private void move(int[] unit, Split split, int[] missing, int[] left, boolean[] found) {
    for (int image : unit) {
      result[image] = split;
      missing[label[image]]--;
      left[label[image]]--;
      found[label[image]] = true;
    }
  }

  /** Returns the images that stay together, large units first, else in the seeded order. */
  private List<int[]> units(int[] pool, @Nullable String[] group, long[] pixelHash) {
    int[] parent = IntStream.range(0, label.length).toArray();
    Map<Object, Integer> first = new HashMap<>();
    for (int image : pool) {
      join(parent, image, first.putIfAbsent(pixelHash[image], image));
      if (group[image] != null) {
        join(parent, image, first.putIfAbsent(group[image], image));
      }
    }
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int image : pool) {
      sizes.merge(find(parent, image), 1, Integer::sum);
    }
    Map<Integer, int[]> units = new HashMap<>();
    for (int image : pool) {
      int root = find(parent, image);
      int size = sizes.merge(root, -1, Integer::sum);
      int[] unit = units.computeIfAbsent(root, key -> new int[size + 1]);
      unit[size] = image;
    }
    return units.values().stream()
        .map(unit -> new Unit(unit, key(unit, pixelHash)))
        .sorted(
            Comparator.comparingInt((Unit unit) -> -unit.images().length)
                .thenComparingLong(Unit::key))
        .map(Unit::images)
        .toList();
  }

  private record Unit(int[] images, long key) {}

  // Pixels, unlike names and order, stay the same when the images are packed in another way.
  private long key(int[] unit, long[] pixelHash) {
    long smallest = Arrays.stream(unit).mapToLong(image -> pixelHash[image]).min().orElseThrow();
    return mix(options.seed() + mix(smallest));
  }

  // This is the finalizer of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
  // generators", 2014).
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static void join(int[] parent, int image, @Nullable Integer other) {
    if (other != null) {
      parent[find(parent, image)] = find(parent, other);
    }
  }

  private static int find(int[] parent, int image) {
    int root = image;
    while (parent[root] != root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  }
}
