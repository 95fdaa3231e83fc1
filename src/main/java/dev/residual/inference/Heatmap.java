package dev.residual.inference;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * A class activation map (Zhou et al., 2016, "Learning Deep Features for Discriminative
 * Localization") over the picture that it is of: where the picture is as the class wants it, it is
 * red, elsewhere it is grey as it was.
 */
final class Heatmap {

  private static final int SIDE = 28;

  /** Pixels of the file for each of the picture's. */
  private static final int ZOOM = 8;

  private static final int SIZE = SIDE * ZOOM;

  /** How much of the colour is the map's where it is highest. */
  private static final float STRONGEST = 0.7f;

  private Heatmap() {}

  /**
   * @param picture 784 bytes
   * @param activation rows of the map
   * @return a PNG file of 224x224 pixels
   */
  static byte[] png(byte[] picture, float[][] activation) {
    float[][] shares = shares(activation);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        float grey = picture[y / ZOOM * SIDE + x / ZOOM] & 0xff;
        image.setRGB(x, y, mixed(grey, STRONGEST * at(shares, y, x)));
      }
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int mixed(float grey, float share) {
    int red = Math.round(grey + share * (255 - grey));
    int rest = Math.round(grey * (1 - share));
    return red << 16 | rest << 8 | rest;
  }

  /** From 0 where the map is lowest to 1 where it is highest; all 0 if it is flat. */
  private static float[][] shares(float[][] map) {
    float lowest = Float.MAX_VALUE;
    float highest = -Float.MAX_VALUE;
    for (float[] row : map) {
      for (float value : row) {
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
    }
    float[][] shares = new float[map.length][map[0].length];
    if (highest > lowest) {
      for (int y = 0; y < map.length; y++) {
        for (int x = 0; x < map[y].length; x++) {
          shares[y][x] = (map[y][x] - lowest) / (highest - lowest);
        }
      }
    }
    return shares;
  }

  /** Bilinear between the middles of the map's pixels. */
  private static float at(float[][] map, int y, int x) {
    float row = clamp((y + 0.5f) * map.length / SIZE - 0.5f, map.length - 1);
    float column = clamp((x + 0.5f) * map[0].length / SIZE - 0.5f, map[0].length - 1);
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, map.length - 1);
    int right = Math.min(left + 1, map[0].length - 1);
    float above = map[top][left] + (column - left) * (map[top][right] - map[top][left]);
    float below = map[bottom][left] + (column - left) * (map[bottom][right] - map[bottom][left]);
    return above + (row - top) * (below - above);
  }

  private static float clamp(float value, float most) {
    return Math.max(0, Math.min(value, most));
  }
}
