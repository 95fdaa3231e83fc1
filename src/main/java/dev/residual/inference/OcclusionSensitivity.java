package dev.residual.inference;

import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.InputImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Occlusion sensitivity (Zeiler and Fergus, 2014, "Visualizing and Understanding Convolutional
 * Networks"): where a class becomes less probable when a patch of the image is covered, the image
 * supports the class. The part that the network sees has {@value #SIDE} rows of {@value #SIDE}
 * patches, each of which reaches halfway over its neighbors.
 */
final class OcclusionSensitivity {

  static final int SIDE = 7;

  /** The lower limit of probabilities, which keeps the logarithm of 0 finite. */
  private static final double MIN_PROBABILITY = 1e-12;

  private final InputImage image;
  private final ImageFormat format;
  private final ImageFormat seen;
  private final byte[] cover;

  /**
   * Creates the covered images of one image.
   *
   * @param onBlack whether black is the background of all images; otherwise patches are covered by
   *     the mean color of the image
   */
  OcclusionSensitivity(InputImage image, boolean onBlack) {
    this.image = image;
    this.format = image.format();
    this.seen = image.seen().format();
    this.cover = onBlack ? new byte[format.channels()] : meanColor();
  }

  private byte[] meanColor() {
    long[] sums = new long[format.channels()];
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      sums[i % sums.length] += pixels[i] & 0xff;
    }
    byte[] mean = new byte[sums.length];
    for (int channel = 0; channel < mean.length; channel++) {
      mean[channel] = (byte) (sums[channel] / format.pixels());
    }
    return mean;
  }

  /** Returns the image with each of the patches of a row covered in turn. */
  List<InputImage> covered(int row) {
    List<InputImage> covered = new ArrayList<>();
    for (int column = 0; column < SIDE; column++) {
      covered.add(covered(row, column));
    }
    return covered;
  }

  private InputImage covered(int row, int column) {
    byte[] covered = image.pixels().clone();
    int top = (format.height() - seen.height()) / 2;
    int left = (format.width() - seen.width()) / 2;
    for (int y = first(row, seen.height()); y < last(row, seen.height()); y++) {
      for (int x = first(column, seen.width()); x < last(column, seen.width()); x++) {
        int pixel = (top + y) * format.width() + left + x;
        System.arraycopy(cover, 0, covered, pixel * cover.length, cover.length);
      }
    }
    return image.with(covered);
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
