package dev.residual.dataset;

import dev.residual.image.Normalization;
import java.util.ArrayList;
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
    Histogram histogram = new Histogram(images.channels());
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

  /**
   * Counts the values of pixels. Counts do not depend on the order of the images, so neither do the
   * statistics computed from them; sums of floating-point numbers would.
   */
  public static final class Histogram {

    private final long[][] counts;

    public Histogram(int channels) {
      counts = new long[channels][256];
    }

    /**
     * Counts the values of an image.
     *
     * @param pixels (height, width, channels)
     */
    public void add(byte[] pixels) {
      for (int i = 0; i < pixels.length; i += counts.length) {
        for (int channel = 0; channel < counts.length; channel++) {
          counts[channel][pixels[i + channel] & 0xff]++;
        }
      }
    }

    /** Returns the statistics of all images, of which there must be at least one. */
    public PixelStatistics statistics() {
      List<Double> means = new ArrayList<>();
      List<Double> deviations = new ArrayList<>();
      for (long[] ofChannel : counts) {
        long pixels = 0;
        long sum = 0;
        for (int value = 0; value < ofChannel.length; value++) {
          pixels += ofChannel[value];
          sum += value * ofChannel[value];
        }
        double mean = (double) sum / pixels;
        double squares = 0;
        for (int value = 0; value < ofChannel.length; value++) {
          squares += (value - mean) * (value - mean) * ofChannel[value];
        }
        means.add(mean);
        deviations.add(Math.sqrt(squares / pixels));
      }
      return new PixelStatistics(means, deviations);
    }
  }
}
