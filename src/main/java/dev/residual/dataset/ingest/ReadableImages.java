package dev.residual.dataset.ingest;

import dev.residual.dataset.decode.DecodedFiles;
import dev.residual.dataset.decode.SpooledImage;
import dev.residual.dataset.decode.Unreadable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The images that could be read, in the order that all layouts of the same images have: by the
 * file's own name, then by label, then by path.
 */
final class ReadableImages {

  private static final int SHOWN = 5;

  private static final Comparator<Assigned> ORDER =
      Comparator.comparing(Assigned::name, NaturalOrder.INSTANCE)
          .thenComparingInt(Assigned::label)
          .thenComparing(Assigned::path);

  private final List<Assigned> files = new ArrayList<>();
  private final List<SpooledImage> images = new ArrayList<>();
  private final int channels;

  private ReadableImages(Layout layout, DecodedFiles decoded, int[] order) {
    List<SpooledImage> found = new ArrayList<>();
    for (int file : order) {
      SpooledImage image = decoded.image(file);
      if (image != null) {
        files.add(layout.files().get(file));
        found.add(image);
      }
    }
    channels =
        switch (layout.options().color()) {
          case GRAY -> 1;
          case RGB -> 3;
          case AUTO -> found.stream().anyMatch(SpooledImage::colorful) ? 3 : 1;
        };
    found.forEach(image -> images.add(image.in(channels)));
  }

  /**
   * Returns the readable images.
   *
   * @throws ImportException if too many files are unreadable
   */
  static ReadableImages of(Layout layout, DecodedFiles decoded) {
    int[] order =
        IntStream.range(0, decoded.size())
            .boxed()
            .sorted(Comparator.comparing(layout.files()::get, ORDER))
            .mapToInt(Integer::intValue)
            .toArray();
    ReadableImages readable = new ReadableImages(layout, decoded, order);
    int unreadable = decoded.size() - readable.size();
    if (unreadable > layout.options().maxUnreadable() * decoded.size()) {
      List<String> first =
          IntStream.of(order)
              .filter(file -> decoded.image(file) == null)
              .limit(SHOWN)
              .mapToObj(file -> shown(layout.files().get(file), decoded, file))
              .toList();
      throw new ImportException(
          ImportException.TOO_MANY_UNREADABLE,
          "%,d of %,d files cannot be read as images, and at most a share of %s may be so; mend or"
              + " remove them, or give a larger maxUnreadable; the first are: %s",
          unreadable,
          decoded.size(),
          layout.options().maxUnreadable(),
          String.join("; ", first));
    }
    return readable;
  }

  private static String shown(Assigned assigned, DecodedFiles decoded, int file) {
    Unreadable reason = Objects.requireNonNull(decoded.unreadable(file), "no image, so a reason");
    return assigned.path() + " (" + reason.message() + ")";
  }

  int size() {
    return images.size();
  }

  /** Returns the number of values that a pixel of each image has in the pack. */
  int channels() {
    return channels;
  }

  Assigned file(int image) {
    return files.get(image);
  }

  SpooledImage get(int image) {
    return images.get(image);
  }
}
