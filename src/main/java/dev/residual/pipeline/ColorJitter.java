package dev.residual.pipeline;

import dev.residual.image.ImageFormat;

/**
 * Changes the brightness, the contrast and the saturation of an image by random factors. The
 * formulas are those of torchvision's {@code ColorJitter} for tensors of bytes, but the order is
 * fixed. Gray images have no saturation.
 */
final class ColorJitter {

  private static final int LEVELS = 256;
  private static final int WHITE = 255;

  // The shares of red, green and blue in the brightness of a pixel, of ITU-R BT.601.
  private static final float RED = 0.2989f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private ColorJitter() {}

  /**
   * Changes an image in place.
   *
   * @param strength largest distance of the factors from 1, from 0 to 1
   */
  static void apply(byte[] image, ImageFormat format, double strength, SeededRandom random) {
    double brightness = random.between(1 - strength, 1 + strength);
    double contrast = random.between(1 - strength, 1 + strength);
    double saturation = random.between(1 - strength, 1 + strength);
    apply(image, format, brightness, contrast, saturation);
  }

  /** Changes an image in place by three factors, each of which is at least 0. */
  static void apply(
      byte[] image, ImageFormat format, double brightness, double contrast, double saturation) {
    byte[] levels = new byte[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      levels[level] = blended(level, 0, brightness);
    }
    // Brightness and contrast change a level wherever it is, so they are one table.
    float mean = mean(image, format, levels);
    for (int level = 0; level < LEVELS; level++) {
      levels[level] = blended(levels[level] & 0xff, mean, contrast);
    }
    if (format.isGray()) {
      for (int i = 0; i < format.bytes(); i++) {
        image[i] = levels[image[i] & 0xff];
      }
    } else {
      saturate(image, format, levels, saturation);
    }
  }

  /** Returns the mean brightness of an image whose levels a table changes. */
  private static float mean(byte[] image, ImageFormat format, byte[] levels) {
    long sum = 0;
    if (format.isGray()) {
      for (int i = 0; i < format.bytes(); i++) {
        sum += levels[image[i] & 0xff] & 0xff;
      }
    } else {
      for (int i = 0; i < format.bytes(); i += 3) {
        int red = levels[image[i] & 0xff] & 0xff;
        int green = levels[image[i + 1] & 0xff] & 0xff;
        int blue = levels[image[i + 2] & 0xff] & 0xff;
        sum += gray(red, green, blue);
      }
    }
    return (float) ((double) sum / format.pixels());
  }

  private static void saturate(byte[] image, ImageFormat format, byte[] levels, double factor) {
    float share = (float) factor;
    float rest = (float) (1 - factor);
    for (int i = 0; i < format.bytes(); i += 3) {
      int red = levels[image[i] & 0xff] & 0xff;
      int green = levels[image[i + 1] & 0xff] & 0xff;
      int blue = levels[image[i + 2] & 0xff] & 0xff;
      float gray = rest * gray(red, green, blue);
      image[i] = clamped(share * red + gray);
      image[i + 1] = clamped(share * green + gray);
      image[i + 2] = clamped(share * blue + gray);
    }
  }

  private static int gray(int red, int green, int blue) {
    return (int) (RED * red + GREEN * green + BLUE * blue);
  }

  private static byte blended(int level, float other, double factor) {
    return clamped((float) factor * level + (float) (1 - factor) * other);
  }

  /** Rounds down, as torchvision does. */
  private static byte clamped(float level) {
    return (byte) (int) Math.max(0, Math.min(WHITE, level));
  }
}
