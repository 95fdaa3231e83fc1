package dev.residual.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts the values of pixels. Counts do not depend on the order of the images, so neither do the
 * statistics computed from them; sums of floating-point numbers would.
 */
public final class PixelHistogram {

  private final long[][] counts;

  public PixelHistogram(int channels) {
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
