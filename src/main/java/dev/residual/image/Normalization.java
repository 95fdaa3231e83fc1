package dev.residual.image;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The normalization of pixels: a pixel's value p becomes (p - mean) / scale, with a mean and a
 * scale for each channel.
 *
 * @param mean mean of each channel, on the scale from 0 to 255 of the pixels
 * @param scale scale of each channel, on the scale of the pixels, above 0; as many as there are
 *     means
 */
public record Normalization(List<Double> mean, List<Double> scale) {

  private static final int LEVELS = 256;

  /**
   * Checks the means and scales.
   *
   * @throws IllegalArgumentException if there are not as many scales as means, if a number is not
   *     finite, or if a scale is not above 0
   */
  public Normalization {
    mean = List.copyOf(mean);
    scale = List.copyOf(scale);
    if (mean.isEmpty() || mean.size() != scale.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there must be a mean and a scale for each channel, were %s and %s",
              mean,
              scale));
    }
    if (!mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("mean must be finite numbers, was " + mean);
    }
    if (!scale.stream().allMatch(each -> Double.isFinite(each) && each > 0)) {
      throw new IllegalArgumentException("scale must be finite numbers above 0, was " + scale);
    }
  }

  /** Returns the article's normalization: in every channel black becomes -1 and white becomes 1. */
  public static Normalization article(int channels) {
    List<Double> halfRange = Collections.nCopies(channels, 127.5);
    return new Normalization(halfRange, halfRange);
  }

  /** Returns the statistics of ImageNet's training images, as torchvision's models use them. */
  public static Normalization imagenet() {
    return new Normalization(
        List.of(0.485 * 255, 0.456 * 255, 0.406 * 255),
        List.of(0.229 * 255, 0.224 * 255, 0.225 * 255));
  }

  /** Returns the number of channels. */
  public int channels() {
    return mean.size();
  }

  /**
   * Returns this normalization for images whose gray values are repeated in several channels, or
   * itself if it has as many channels.
   *
   * @throws IllegalArgumentException if it has another number of channels than 1
   */
  public Normalization repeated(int newChannels) {
    if (newChannels == channels()) {
      return this;
    }
    if (channels() != 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d channels cannot become %d", channels(), newChannels));
    }
    return new Normalization(
        Collections.nCopies(newChannels, mean.get(0)),
        Collections.nCopies(newChannels, scale.get(0)));
  }

  /**
   * Checks that there is a mean and a scale for each channel of a format.
   *
   * @throws IllegalArgumentException if the numbers of channels differ
   */
  public void requireFor(ImageFormat format) {
    if (channels() != format.channels()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a normalization of %d channels does not fit images of %d",
              channels(),
              format.channels()));
    }
  }

  /**
   * Returns the normalized value of each pixel value, of shape (channels, 256). It is computed in
   * float32 throughout.
   */
  public float[][] table() {
    float[][] table = new float[channels()][LEVELS];
    for (int channel = 0; channel < table.length; channel++) {
      float channelMean = mean.get(channel).floatValue();
      float channelScale = scale.get(channel).floatValue();
      for (int p = 0; p < LEVELS; p++) {
        table[channel][p] = (p - channelMean) / channelScale;
      }
    }
    return table;
  }
}
