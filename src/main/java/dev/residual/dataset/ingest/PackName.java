package dev.residual.dataset.ingest;

import java.nio.charset.StandardCharsets;

/** Makes the names of images in packs of their paths. */
final class PackName {

  private static final int MAX_BYTES = 1000;
  private static final String CUT = "...";

  private PackName() {}

  /** Returns the path, or its end if the path is longer than a pack takes. */
  static String of(String path) {
    String end = path;
    while (bytes(end) > MAX_BYTES) {
      int excess = bytes(end) - MAX_BYTES;
      // A character has at most three bytes, and a pair of surrogates is not parted.
      int from = CUT.length() + Math.max(1, excess / 3);
      from += Character.isLowSurrogate(end.charAt(from)) ? 1 : 0;
      end = CUT + end.substring(from);
    }
    return end;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
