package dev.residual.dataset.report;

import java.util.Arrays;
import java.util.List;

/**
 * How different the numbers of training images of the classes are.
 *
 * @param largest label with the most training images
 * @param largestCount number of its training images
 * @param smallest label with the fewest training images
 * @param smallestCount number of its training images
 * @param ratio the larger number divided by the smaller one
 */
public record ClassBalance(
    String largest, int largestCount, String smallest, int smallestCount, double ratio) {

  static ClassBalance of(List<String> labels, int[] counts) {
    int most = Arrays.stream(counts).max().orElseThrow();
    int fewest = Arrays.stream(counts).min().orElseThrow();
    return new ClassBalance(
        labels.get(indexOf(counts, most)),
        most,
        labels.get(indexOf(counts, fewest)),
        fewest,
        Math.round(100.0 * most / Math.max(1, fewest)) / 100.0);
  }

  private static int indexOf(int[] counts, int count) {
    int index = 0;
    while (counts[index] != count) {
      index++;
    }
    return index;
  }
}
