package dev.residual.dataset.report;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How large images are along one side, in pixels, before they were reduced.
 *
 * @param median of an even number of images the larger of the two in the middle
 */
public record SizeRange(int min, int median, int max) {

  static SizeRange of(List<ReportedImage> images, ToIntFunction<ReportedImage> side) {
    int[] sizes = images.stream().mapToInt(side).sorted().toArray();
    return sizes.length == 0
        ? new SizeRange(0, 0, 0)
        : new SizeRange(sizes[0], sizes[sizes.length / 2], sizes[sizes.length - 1]);
  }
}
