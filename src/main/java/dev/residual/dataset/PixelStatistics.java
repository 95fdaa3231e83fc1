package dev.residual.dataset;

import dev.residual.image.Normalization;
import java.util.List;

/**
 * Mean and standard deviation of all pixels of the training images, for each channel, on the scale
 * from 0 to 255. Each pixel counts the same, so a larger image counts more.
 *
 * @param mean mean of each channel
 * @param standardDeviation standard deviation of each channel, divided by the number of pixels
 */
public record PixelStatistics(List<Double> mean, List<Double> standardDeviation) {

  /** The least scale, so that images of one color are not divided by zero. */
  private static final double MIN_SCALE = 1;

  public PixelStatistics {
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
  }

  /** Returns the statistics of all pixels of images, of which there must be at least one. */
  public static PixelStatistics of(LabeledImages images) {
    PixelHistogram histogram = new PixelHistogram(images.channels());
    for (int i = 0; i < images.size(); i++) {
      histogram.add(images.pixels(i));
    }
    return histogram.statistics();
  }

  /** Returns the normalization to a mean of 0 and a standard deviation of 1. */
  public Normalization normalization() {
    return new Normalization(
        mean, standardDeviation.stream().map(each -> Math.max(each, MIN_SCALE)).toList());
  }
}
