package dev.residual.image;

import java.util.Collections;
import java.util.List;

/**
 * How the value p of a pixel becomes a number: (p - mean) / scale, with a mean and a scale for each
 * channel.
 *
 * @param mean of each channel, in levels from 0 to 255
 * @param scale of each channel, in levels, above 0; as many as there are means
 */
public record Normalization(List<Double> mean, List<Double> scale) {

  private static final int LEVELS = 256;

  /**
   * @throws IllegalArgumentException if means and scales are not as many, or one is no finite
   *     number or not above 0
   */
  public Normalization {
    mean = List.copyOf(mean);
    scale = List.copyOf(scale);
    if (mean.isEmpty() || mean.size() != scale.size()) {
      throw new IllegalArgumentException(
          "there must be a mean and a scale for each channel, were %s and %s"
              .formatted(mean, scale));
    }
    if (!mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("mean must be finite numbers, was " + mean);
    }
    if (!scale.stream().allMatch(each -> Double.isFinite(each) && each > 0)) {
      throw new IllegalArgumentException("scale must be finite numbers above 0, was " + scale);
    }
  }

  /** Returns the article's normalization for a number of channels: black is -1, white is 1. */
  public static Normalization article(int channels) {
    List<Double> middle = Collections.nCopies(channels, 127.5);
    return new Normalization(middle, middle);
  }

  /** Returns the number of channels. */
  public int channels() {
    return mean.size();
  }

  /**
   * Checks that there is a mean and a scale for each channel of a format.
   *
   * @throws IllegalArgumentException if there is not
   */
  public void requireFor(ImageFormat format) {
    if (channels() != format.channels()) {
      throw new IllegalArgumentException(
          "a normalization of %d channels does not fit images of %d"
              .formatted(channels(), format.channels()));
    }
  }

  /** Returns the numbers that values become, (channels, 256), in float32 throughout. */
  public float[][] table() {
    float[][] table = new float[channels()][LEVELS];
    for (int channel = 0; channel < table.length; channel++) {
      float middle = mean.get(channel).floatValue();
      float spread = scale.get(channel).floatValue();
      for (int p = 0; p < LEVELS; p++) {
        table[channel][p] = (p - middle) / spread;
      }
    }
    return table;
  }
}
