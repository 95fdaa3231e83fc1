package dev.residual.model.upload;

import ai.djl.ndarray.types.Shape;
import dev.residual.nn.Architecture;
import dev.residual.nn.Summary;
import dev.residual.web.Problem;
import java.util.Locale;

/**
 * Limits what a network of someone else's choice may take for one image. The limits are above what
 * ResNet-152 takes at 512 pixels, which is 1.6 GB and 60 billion multiply-adds.
 */
final class ComputeLimits {

  private static final double MAX_MEGABYTES = 2_000;
  private static final long MAX_MULTIPLY_ADDS = 100_000_000_000L;
  private static final long MAX_TOTAL = 4 * MAX_MULTIPLY_ADDS;

  private ComputeLimits() {}

  /**
   * Checks the limits before a network computes anything.
   *
   * @param image shape of one image, (1, channels, h, w)
   * @param images how many are computed, one after the other
   * @throws Problem 422 if a limit is exceeded
   */
  static void require(
      Architecture architecture, Shape image, long images, int outputs, String field) {
    Summary summary = Summary.of(architecture, image, outputs);
    double megabytes = summary.forwardBackwardMegabytes() / 2;
    long multiplyAdds = summary.multiplyAdds();
    if (megabytes > MAX_MEGABYTES
        || multiplyAdds > MAX_MULTIPLY_ADDS
        || images * multiplyAdds > MAX_TOTAL) {
      throw Problem.impossible(
          field,
          String.format(
              Locale.ROOT,
              "needs too much: each of %d images of the shape %s takes %,.0f MB and %,d"
                  + " multiply-adds in this network; choose a smaller size or fewer images",
              images,
              image,
              megabytes,
              multiplyAdds));
    }
  }
}
