package dev.residual.inference;

import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pictures as numbers: one as {@code pixels}, or many as {@code images}. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
@Schema(name = "Pixels")
record PixelsRequest(
    @Schema(description = "28 rows of 28 grey values, 0 (black) to 255 (white)")
        int @Nullable [] @Nullable [] pixels,
    @Schema(description = "up to 64 pictures, each 28 rows of 28 grey values")
        @Nullable List<int @Nullable [] @Nullable []> images) {

  private static final int SIDE = 28;
  private static final int WHITE = 255;

  /**
   * @throws Problem (400) naming the place of the first number that is wrong
   */
  List<byte[]> pictures() {
    if ((pixels == null) == (images == null)) {
      throw Problem.refused("pixels", "or images must be given, and not both");
    }
    if (pixels != null) {
      return List.of(picture("pixels", pixels));
    }
    Uploads.requireCount("images", images.size());
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      pictures.add(picture("images[" + i + "]", images.get(i)));
    }
    return pictures;
  }

  private static byte[] picture(String field, int @Nullable [] @Nullable [] rows) {
    if (rows == null || rows.length != SIDE) {
      throw Problem.refused(field, "must have 28 rows, had " + (rows == null ? 0 : rows.length));
    }
    byte[] picture = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      int[] row = rows[y];
      String place = field + "[" + y + "]";
      if (row == null || row.length != SIDE) {
        throw Problem.refused(place, "must have 28 numbers, had " + (row == null ? 0 : row.length));
      }
      for (int x = 0; x < SIDE; x++) {
        if (row[x] < 0 || row[x] > WHITE) {
          throw Problem.refused(place + "[" + x + "]", "must be between 0 and 255, was " + row[x]);
        }
        picture[y * SIDE + x] = (byte) row[x];
      }
    }
    return picture;
  }
}
