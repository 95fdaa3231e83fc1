package dev.residual.inference;

import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.InputImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A heatmap drawn over its image. Regions that support the class are red; others are unchanged. */
final class HeatmapImage {

  /** Pixels of the longer side of the file, rounded down to a multiple of the image's side. */
  private static final int SIZE = 224;

  /** The share of red where the map is highest, 0 to 1. */
  private static final float STRONGEST = 0.7f;

  private HeatmapImage() {}

  /**
   * Draws a map over the part of an image that the network sees, which the map covers.
   *
   * @param map the rows of the map, with higher values where the image supports the class more
   * @return a PNG file, whose longer side is about 224 pixels, or the image's if that is more
   */
  static byte[] png(InputImage image, float[][] map) {
    InputImage seen = image.seen();
    ImageFormat format = seen.format();
    float[][] shares = shares(map);
    int zoom = Math.max(1, SIZE / Math.max(format.height(), format.width()));
    int height = format.height() * zoom;
    int width = format.width() * zoom;
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = (y / zoom * format.width() + x / zoom) * format.channels();
        float row = (y + 0.5f) * shares.length / height - 0.5f;
        float column = (x + 0.5f) * shares[0].length / width - 0.5f;
        float share = STRONGEST * at(shares, row, column);
        drawn.setRGB(x, y, mixed(seen.pixels(), pixel, format.channels(), share));
      }
    }
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(drawn, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the color of a pixel, mixed with red.
   *
   * @param pixel index of its first channel; its last channel is blue, or the gray value
   */
  private static int mixed(byte[] image, int pixel, int channels, float share) {
    float red = image[pixel] & 0xff;
    float green = image[pixel + channels / 2] & 0xff;
    float blue = image[pixel + channels - 1] & 0xff;
    return Math.round(red + share * (255 - red)) << 16
        | Math.round(green * (1 - share)) << 8
        | Math.round(blue * (1 - share));
  }

  /** Scales the map to 0 to 1. A constant map becomes 0 everywhere. */
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

  /** Interpolates the map bilinearly. The centers of its pixels have whole coordinates. */
  private static float at(float[][] map, float y, float x) {
    float row = clamp(y, map.length - 1);
    float column = clamp(x, map[0].length - 1);
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, map.length - 1);
    int right = Math.min(left + 1, map[0].length - 1);
    float above = map[top][left] + (column - left) * (map[top][right] - map[top][left]);
    float below = map[bottom][left] + (column - left) * (map[bottom][right] - map[bottom][left]);
    return above + (row - top) * (below - above);
  }

  private static float clamp(float value, float max) {
    return Math.max(0, Math.min(value, max));
  }
}
