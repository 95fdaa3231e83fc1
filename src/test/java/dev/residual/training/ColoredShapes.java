package dev.residual.training;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.PixelStatistics;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Discs and squares of random places, sizes and brightness upon noise. Their class is their color,
 * and the colors are equally bright, so gray images do not show the class.
 */
final class ColoredShapes {

  static final List<String> LABELS = List.of("red", "green", "blue");

  private static final int SIDE = 28;
  private static final ImageFormat RGB = new ImageFormat(3, SIDE, SIDE);

  // Each has a brightness of 76 by ITU-R BT.601.
  private static final int[][] COLORS = {{255, 0, 0}, {0, 130, 0}, {60, 60, 200}};

  private ColoredShapes() {}

  /** Returns a data set in color. */
  static Dataset rgb(@Nullable LabeledImages validation) {
    return dataset(RGB, images(300, 1), validation, images(120, 2));
  }

  /** Returns the same data set in gray. */
  static Dataset gray() {
    return dataset(ImageFormat.gray(SIDE, SIDE), gray(images(300, 1)), null, gray(images(120, 2)));
  }

  private static Dataset dataset(
      ImageFormat format,
      LabeledImages train,
      @Nullable LabeledImages validation,
      LabeledImages test) {
    Normalization computed = PixelStatistics.of(train).normalization();
    Normalization normalization = format.isGray() ? Normalization.article(1) : computed;
    return new Dataset(
        "shapes",
        LABELS,
        format,
        normalization,
        computed,
        null,
        null,
        train,
        validation,
        test,
        Map.of());
  }

  static LabeledImages images(int count, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * RGB.bytes()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % COLORS.length;
      draw(pixels, i * RGB.bytes(), COLORS[labels[i]], random);
    }
    return LabeledImages.of(pixels, labels, RGB);
  }

  private static void draw(byte[] pixels, int start, int[] color, Random random) {
    int radius = 5 + random.nextInt(6);
    int centerY = radius + random.nextInt(SIDE - 2 * radius);
    int centerX = radius + random.nextInt(SIDE - 2 * radius);
    boolean disc = random.nextBoolean();
    double brightness = 0.6 + 0.4 * random.nextDouble();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int deltaY = Math.abs(y - centerY);
        int deltaX = Math.abs(x - centerX);
        boolean inside =
            disc
                ? deltaY * deltaY + deltaX * deltaX <= radius * radius
                : Math.max(deltaY, deltaX) <= radius;
        int noise = random.nextInt(40);
        for (int channel = 0; channel < 3; channel++) {
          int level = inside ? (int) (brightness * color[channel]) : noise;
          pixels[start + (y * SIDE + x) * 3 + channel] = (byte) level;
        }
      }
    }
  }

  private static LabeledImages gray(LabeledImages color) {
    byte[] pixels = new byte[color.size() * SIDE * SIDE];
    int[] labels = new int[color.size()];
    for (int i = 0; i < color.size(); i++) {
      labels[i] = color.label(i);
      byte[] image = color.pixels(i);
      for (int j = 0; j < SIDE * SIDE; j++) {
        double level =
            0.299 * (image[3 * j] & 0xff)
                + 0.587 * (image[3 * j + 1] & 0xff)
                + 0.114 * (image[3 * j + 2] & 0xff);
        pixels[i * SIDE * SIDE + j] = (byte) Math.round(level);
      }
    }
    return LabeledImages.of(pixels, labels, ImageFormat.gray(SIDE, SIDE));
  }
}
