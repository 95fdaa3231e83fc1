package dev.residual.image.content;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Finds what an image shows, from what is known of its background. */
final class ContentSearch {

  /** How many levels the mean of a cell must differ from the background. */
  private static final double LEAST_DIFFERENCE = 10;

  /** The least size of the largest part, as a share of the image. A smaller one is noise. */
  private static final double LEAST_SHARE = 0.0002;

  private static final int LEAST_CELLS = 2;

  /** The least size of the other parts, as a share of the largest one. A smaller one is dust. */
  private static final double LEAST_PART = 0.02;

  private final ReducedImage image;
  private final Background background;
  private final boolean[] seen;

  private ContentSearch(ReducedImage image, Background background) {
    this.image = image;
    this.background = background;
    this.seen = new boolean[image.height() * image.width()];
  }

  /**
   * Finds what differs from the background. Specks beside something larger do not count.
   *
   * @param image the image before it was reduced
   * @return the rectangle around it, or empty if there is nothing to see
   */
  static Optional<Bounds> bounds(ReducedImage reduced, Raster image, Background background) {
    List<ContentPart> parts = new ContentSearch(reduced, background).parts();
    int largest = parts.stream().mapToInt(ContentPart::cells).max().orElse(0);
    if (largest < Math.max(LEAST_CELLS, LEAST_SHARE * reduced.height() * reduced.width())) {
      return Optional.empty();
    }
    parts.removeIf(part -> part.cells() < LEAST_PART * largest);
    return Optional.of(Bounds.around(parts, reduced, image));
  }

  private List<ContentPart> parts() {
    List<ContentPart> parts = new ArrayList<>();
    for (int cell = 0; cell < seen.length; cell++) {
      if (!seen[cell] && differs(cell)) {
        parts.add(partOf(cell));
      }
    }
    return parts;
  }

  /** Returns the part that a cell belongs to. Diagonal neighbors belong together, too. */
  private ContentPart partOf(int first) {
    ContentPart part = new ContentPart();
    Deque<Integer> next = new ArrayDeque<>(List.of(first));
    seen[first] = true;
    while (!next.isEmpty()) {
      int cell = next.removeLast();
      int y = cell / image.width();
      int x = cell % image.width();
      part.add(y, x, lighter(cell));
      for (int row = Math.max(0, y - 1); row <= Math.min(image.height() - 1, y + 1); row++) {
        for (int column = Math.max(0, x - 1);
            column <= Math.min(image.width() - 1, x + 1);
            column++) {
          int neighbor = row * image.width() + column;
          if (!seen[neighbor] && differs(neighbor)) {
            seen[neighbor] = true;
            next.addLast(neighbor);
          }
        }
      }
    }
    return part;
  }

  private boolean differs(int cell) {
    for (int channel = 0; channel < image.channels(); channel++) {
      if (Math.abs(difference(cell, channel)) > LEAST_DIFFERENCE) {
        return true;
      }
    }
    return false;
  }

  private double lighter(int cell) {
    double sum = 0;
    for (int channel = 0; channel < image.channels(); channel++) {
      sum += difference(cell, channel);
    }
    return sum / image.channels();
  }

  private double difference(int cell, int channel) {
    int y = cell / image.width();
    int x = cell % image.width();
    return image.value(y, x, channel)
        - background.at((x + 0.5) / image.width(), (y + 0.5) / image.height(), channel);
  }
}
