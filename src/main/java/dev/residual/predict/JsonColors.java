package dev.residual.predict;

import dev.residual.image.ImageFormat;
import dev.residual.web.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a JSON image in color.
 *
 * @param rows rows of pixels of red, green and blue
 */
record JsonColors(double[] @Nullable [] @Nullable [] rows) {

  private static final int CHANNELS = 3;

  /**
   * Returns the image in a format. It becomes gray if the format is.
   *
   * @param field position of the image in the request
   * @throws Problem (400) with the position of the first invalid number
   */
  byte[] pixels(String field, ImageFormat format, PixelScale scale) {
    ImageFormat color = new ImageFormat(CHANNELS, format.height(), format.width());
    double[] values = values(field, color);
    scale.requireNoFractions(field, values);
    byte[] image = new byte[values.length];
    for (int i = 0; i < image.length; i++) {
      int value = i;
      image[i] = scale.level(() -> place(field, color, value), values[i]);
    }
    return format.converted(image, color);
  }

  private double[] values(String field, ImageFormat color) {
    requireLength(field, "rows", color.height(), rows.length);
    double[] values = new double[color.bytes()];
    int next = 0;
    for (int y = 0; y < color.height(); y++) {
      double @Nullable [] @Nullable [] row = rows[y];
      String place = field + "[" + y + "]";
      requireLength(place, "pixels", color.width(), row == null ? 0 : row.length);
      for (int x = 0; row != null && x < color.width(); x++) {
        double @Nullable [] pixel = row[x];
        requireLength(place + "[" + x + "]", "numbers", CHANNELS, pixel == null ? 0 : pixel.length);
        for (int channel = 0; pixel != null && channel < CHANNELS; channel++) {
          values[next++] = pixel[channel];
        }
      }
    }
    return values;
  }

  private static void requireLength(String place, String of, int expected, int found) {
    if (found != expected) {
      throw Problem.refused(
          place, String.format(Locale.ROOT, "must have %d %s, had %d", expected, of, found));
    }
  }

  private static String place(String field, ImageFormat color, int value) {
    int pixel = value / CHANNELS;
    return field
        + ("[" + pixel / color.width() + "]")
        + ("[" + pixel % color.width() + "]")
        + ("[" + value % CHANNELS + "]");
  }
}
