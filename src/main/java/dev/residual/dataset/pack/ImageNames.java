package dev.residual.dataset.pack;

import dev.residual.dataset.DatasetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The names of the images of a pack, a line each. Only the start of every 64th line is held in
 * memory, because the names of a million images would take about 50 MB.
 */
final class ImageNames {

  private static final int STRIDE = 64;

  private final ByteBuffer lines;
  private final int[] starts;

  /**
   * @param lines content of the file
   * @param count number of images
   * @throws DatasetException if there are not as many lines
   */
  ImageNames(ByteBuffer lines, int count) {
    this.lines = lines;
    starts = new int[count / STRIDE + 1];
    int found = 0;
    for (int position = 0; position < lines.limit(); position++) {
      if (lines.get(position) == '\n') {
        found++;
        if (found % STRIDE == 0 && found <= count) {
          starts[found / STRIDE] = position + 1;
        }
      }
    }
    if (found != count || (count > 0 && lines.get(lines.limit() - 1) != '\n')) {
      throw new DatasetException(
          String.format(
              Locale.ROOT, "%s has %d lines, expected %d", PackFiles.NAMES, found, count));
    }
  }

  /** Returns the name of an image. */
  String get(int image) {
    int start = starts[image / STRIDE];
    for (int skipped = image % STRIDE; skipped > 0; skipped--) {
      start = end(start) + 1;
    }
    byte[] name = new byte[end(start) - start];
    lines.get(start, name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private int end(int position) {
    int end = position;
    while (lines.get(end) != '\n') {
      end++;
    }
    return end;
  }
}
