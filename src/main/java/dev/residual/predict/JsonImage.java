package dev.residual.predict;

import dev.residual.image.ImageFormat;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * An image in a JSON body: either numbers, or an image file in base64.
 *
 * @param rows rows of gray values; null if it is a file or in color
 * @param colors rows of red, green and blue; null if it is a file or gray
 * @param file base64, or a data URL with base64; null if it is numbers
 */
@Schema(
    types = {"array", "string"},
    oneOf = {double[][].class, double[][][].class, String.class},
    description =
        "rows of gray values, 0 (black) to 255 (white), or of red, green and blue, in the size that"
            + " the model takes; or an image file as base64 or as a data URL")
@JsonDeserialize(using = JsonImageDeserializer.class)
record JsonImage(
    @Schema(hidden = true) double @Nullable [] @Nullable [] rows,
    @Schema(hidden = true) @Nullable JsonColors colors,
    @Schema(hidden = true) @Nullable String file) {

  /** An image that was null in the request. */
  static final JsonImage NONE = new JsonImage(null, null, null);

  private static final int CHARACTERS_PER_GROUP = 4;
  private static final int BYTES_PER_GROUP = 3;
  private static final String DATA_URL = "data:";

  /** Returns whether it is a file. */
  boolean isFile() {
    return file != null;
  }

  /** Returns the file as an upload. */
  Upload upload(String field) {
    String text = Objects.requireNonNull(file, "only a file can be uploaded");
    return new Upload() {
      @Override
      public long size() {
        return BYTES_PER_GROUP * (text.length() / CHARACTERS_PER_GROUP + 1L);
      }

      @Override
      public byte[] bytes() {
        return decoded(field, text);
      }
    };
  }

  /**
   * Returns the bytes of a file. The media type of a data URL is not used, because files are
   * recognized by their first bytes.
   *
   * @param field position of the image in the request
   * @throws Problem (400) if it is not base64
   */
  private static byte[] decoded(String field, String file) {
    String text = file;
    if (text.regionMatches(true, 0, DATA_URL, 0, DATA_URL.length())) {
      int comma = text.indexOf(',') + 1;
      if (!text.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64,")) {
        throw Problem.refused(
            field, "must be a data URL with base64, such as data:image/png;base64,iVBORw0KGgo=");
      }
      text = text.substring(comma);
    }
    try {
      // Line breaks, the alphabet of URLs and an absent padding do not make a file ambiguous.
      return Base64.getDecoder()
          .decode(text.replaceAll("\\s", "").replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw Problem.refused(
          field, "must be rows of numbers, or an image file as base64 or as a data URL");
    }
  }

  /**
   * Returns the numbers as an image for a model. Gray values are repeated for a model that takes
   * color, and colors become gray for one that takes gray images of any size.
   *
   * @param field position of the image in the request
   * @throws Problem (400) with the position of the first invalid number, or if there are colors and
   *     the model takes gray images of one size
   */
  byte[] pixels(String field, InputConversion conversion, PixelScale scale) {
    ImageFormat format = conversion.format();
    if (colors == null) {
      return grayPixels(field, format, scale);
    }
    if (format.isGray() && !conversion.takesAnySize()) {
      throw Problem.refused(field + "[0][0]", "must be a number, was a list");
    }
    return colors.pixels(field, format, scale);
  }

  private byte[] grayPixels(String field, ImageFormat format, PixelScale scale) {
    int height = format.height();
    int width = format.width();
    if (rows == null || rows.length != height) {
      throw Problem.refused(
          field, "must have " + height + " rows, had " + (rows == null ? 0 : rows.length));
    }
    double[][] values = new double[height][];
    for (int y = 0; y < height; y++) {
      double[] row = rows[y];
      if (row == null || row.length != width) {
        throw Problem.refused(
            field + "[" + y + "]",
            "must have " + width + " numbers, had " + (row == null ? 0 : row.length));
      }
      values[y] = row;
    }
    double[] all = Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    scale.requireNoFractions(field, all);
    byte[] image = new byte[height * width];
    for (int i = 0; i < image.length; i++) {
      int pixel = i;
      image[i] =
          scale.level(() -> field + "[" + pixel / width + "][" + pixel % width + "]", all[i]);
    }
    return format.converted(image, ImageFormat.gray(height, width));
  }
}
