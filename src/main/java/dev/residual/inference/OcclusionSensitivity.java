package dev.residual.inference;

import dev.residual.image.ImageFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Occlusion sensitivity (Zeiler and Fergus, 2014, "Visualizing and Understanding Convolutional
 * Networks"): where a class becomes less probable when a patch of the image is covered, the image
 * supports the class. There are {@value #SIDE} rows of {@value #SIDE} patches, each of which
 * reaches halfway over its neighbors.
 */
final class OcclusionSensitivity {

  static final int SIDE = 7;

  /** The lower limit of probabilities, which keeps the logarithm of 0 finite. */
  private static final double MIN_PROBABILITY = 1e-12;

  private final byte[] image;
  private final ImageFormat format;
  private final byte[] cover;

  /**
   * Creates the covered images of one image.
   *
   * @param image image of the format
   * @param onBlack whether black is the background of all images; otherwise patches are covered by
   *     the mean color of the image
   */
  OcclusionSensitivity(byte[] image, ImageFormat format, boolean onBlack) {
    this.image = image;
    this.format = format;
    this.cover = onBlack ? new byte[format.channels()] : meanColor();
  }

  private byte[] meanColor() {
    long[] sums = new long[format.channels()];
    for (int i = 0; i < image.length; i++) {
      sums[i % sums.length] += image[i] & 0xff;
    }
    byte[] mean = new byte[sums.length];
    for (int channel = 0; channel < mean.length; channel++) {
      mean[channel] = (byte) (sums[channel] / format.pixels());
    }
    return mean;
  }

  /** Returns the image with each of the patches of a row covered in turn. */
  List<byte[]> covered(int row) {
    List<byte[]> covered = new ArrayList<>();
    for (int column = 0; column < SIDE; column++) {
      covered.add(covered(row, column));
    }
    return covered;
  }

  private byte[] covered(int row, int column) {
    byte[] covered = image.clone();
    for (int y = first(row, format.height()); y < last(row, format.height()); y++) {
      for (int x = first(column, format.width()); x < last(column, format.width()); x++) {
        System.arraycopy(cover, 0, covered, (y * format.width() + x) * cover.length, cover.length);
      }
    }
    return covered;
  }

  private static int first(int patch, int side) {
    return Math.max(0, (2 * patch - 1) * side / (2 * SIDE));
  }

  /** Returns the pixel behind the last one, since patches overlap by half on both sides. */
  private static int last(int patch, int side) {
    return Math.min(side, ((2 * patch + 3) * side + 2 * SIDE - 1) / (2 * SIDE));
  }

  /**
   * Returns how much the covered part of an image supports a class: the decrease of the logarithm
   * of its probability, at least 0.
   *
   * @param probability probability of the class for the whole image
   * @param covered probability of the class for the image with the patch covered
   */
  static float support(float probability, float covered) {
    return (float) Math.max(0, logarithm(probability) - logarithm(covered));
  }

  private static double logarithm(float probability) {
    return Math.log(Math.max(MIN_PROBABILITY, probability));
  }
}
