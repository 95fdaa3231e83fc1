package dev.residual.predict;

import dev.residual.image.ImageFormat;
import dev.residual.inference.RawImages;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Gray images as JSON numbers: one image in {@code pixels}, or several in {@code images}. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
@Schema(name = "Pixels")
record PixelsRequest(
    @Schema(
            description =
                "rows of gray values, 0 (black) to 255 (white), in the size that the model takes")
        int @Nullable [] @Nullable [] pixels,
    @Schema(description = "up to 64 images, each of rows of gray values")
        @Nullable List<int @Nullable [] @Nullable []> images) {

  private static final int WHITE = 255;

  /**
   * Returns the images, one byte per pixel in row-major order.
   *
   * @param format of the images that the model takes
   * @throws Problem (400) with the position of the first invalid number, or if the model does not
   *     take gray images; (413) if there are too many images
   */
  List<byte[]> decode(ImageFormat format) {
    if ((pixels == null) == (images == null)) {
      throw Problem.refused("pixels", "or images must be given, and not both");
    }
    if (!format.isGray()) {
      throw Problem.refused(
          pixels == null ? "images" : "pixels",
          "hold gray values, and the model takes images in color; send files or bytes");
    }
    if (pixels != null) {
      return List.of(image("pixels", pixels, format));
    }
    RawImages.requireCount("images", images.size());
    List<byte[]> decoded = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      decoded.add(image("images[" + i + "]", images.get(i), format));
    }
    return decoded;
  }

  private static byte[] image(
      String field, int @Nullable [] @Nullable [] rows, ImageFormat format) {
    int height = format.height();
    int width = format.width();
    if (rows == null || rows.length != height) {
      throw Problem.refused(
          field,
          String.format(
              Locale.ROOT, "must have %d rows, had %d", height, rows == null ? 0 : rows.length));
    }
    byte[] image = new byte[format.bytes()];
    for (int y = 0; y < height; y++) {
      int[] row = rows[y];
      String place = field + "[" + y + "]";
      if (row == null || row.length != width) {
        throw Problem.refused(
            place,
            String.format(
                Locale.ROOT, "must have %d numbers, had %d", width, row == null ? 0 : row.length));
      }
      for (int x = 0; x < width; x++) {
        if (row[x] < 0 || row[x] > WHITE) {
          throw Problem.refused(place + "[" + x + "]", "must be between 0 and 255, was " + row[x]);
        }
        image[y * width + x] = (byte) row[x];
      }
    }
    return image;
  }
}
