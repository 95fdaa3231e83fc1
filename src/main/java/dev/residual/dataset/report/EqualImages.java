package dev.residual.dataset.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Groups of images that have the same pixels.
 *
 * @param groups number of groups
 * @param images number of images in all groups
 * @param first the first groups, at most 100
 */
public record EqualImages(int groups, int images, List<Group> first) {

  private static final int MAX_GROUPS = 100;
  private static final int MAX_SHOWN = 10;

  /**
   * Images with the same pixels.
   *
   * @param count number of the images
   * @param first the first of them, at most 10
   */
  public record Group(int count, List<Place> first) {}

  /**
   * Says where an image is.
   *
   * @param path path in the archive
   * @param label name of the label
   * @param split name of the split
   * @param index number of the image in its split, from 0
   */
  public record Place(String path, String label, String split, int index) {

    static Place of(ReportedImage image, List<String> labels) {
      return new Place(
          image.path(),
          labels.get(image.label()),
          image.split().name().toLowerCase(Locale.ROOT),
          image.index());
    }
  }

  /** Returns all groups of more than one image, in the order of their first images. */
  static List<List<ReportedImage>> groups(List<ReportedImage> images) {
    int[] byHash =
        IntStream.range(0, images.size())
            .boxed()
            .sorted(Comparator.comparingLong(image -> images.get(image).hash()))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> found = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= byHash.length; end++) {
      if (end == byHash.length
          || images.get(byHash[end]).hash() != images.get(byHash[start]).hash()) {
        if (end - start > 1) {
          found.add(IntStream.range(start, end).map(i -> byHash[i]).toArray());
        }
        start = end;
      }
    }
    // The sort is stable, so the first image of a group is the first in the data set.
    found.sort(Comparator.comparingInt(group -> group[0]));
    return found.stream().map(group -> IntStream.of(group).mapToObj(images::get).toList()).toList();
  }

  /** Returns those of the groups that fit. */
  static EqualImages of(
      List<List<ReportedImage>> groups,
      List<String> labels,
      Predicate<List<ReportedImage>> condition) {
    List<List<ReportedImage>> fitting = groups.stream().filter(condition).toList();
    return new EqualImages(
        fitting.size(),
        fitting.stream().mapToInt(List::size).sum(),
        fitting.stream().limit(MAX_GROUPS).map(group -> shown(group, labels)).toList());
  }

  private static Group shown(List<ReportedImage> group, List<String> labels) {
    return new Group(
        group.size(),
        group.stream().limit(MAX_SHOWN).map(image -> Place.of(image, labels)).toList());
  }
}
