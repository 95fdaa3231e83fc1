package dev.residual.image.content;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The background of an image: even, or changing evenly from side to side as light from a window
 * does.
 *
 * @param planes its value in each channel, by the position in the image
 */
record Background(List<Plane> planes) {

  /** Most levels by which the mean of a cell may differ from its background. */
  private static final double TOLERANCE = 12;

  /** The least share of the border that has to be background. */
  private static final double LEAST_SHARE = 0.5;

  private static final int REFINEMENTS = 4;

  /** A cell at the border, with its position from 0 to 1. */
  private record Cell(double x, double y, float[] values) {

    Plane.Point in(int channel) {
      return new Plane.Point(x, y, values[channel]);
    }
  }

  /**
   * Finds the background of an image at its border. Things that reach the border do not disturb it,
   * as long as they cover less than half of it.
   *
   * @return the background, or empty if less than half of the border is even
   */
  static Optional<Background> of(ReducedImage image) {
    List<Cell> border = border(image);
    Background best = null;
    int most = 0;
    for (Background candidate : candidates(border)) {
      int matching = candidate.matching(border).size();
      if (matching > most) {
        best = candidate;
        most = matching;
      }
    }
    if (best == null || most < LEAST_SHARE * border.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < REFINEMENTS; i++) {
      Background refined = closest(best.matching(border));
      if (refined.matching(border).size() < most) {
        break;
      }
      best = refined;
    }
    return Optional.of(best);
  }

  /**
   * Returns the value of the background.
   *
   * @param x position from 0 (left) to 1 (right)
   * @param y position from 0 (top) to 1 (bottom)
   */
  double at(double x, double y, int channel) {
    return planes.get(channel).at(x, y);
  }

  private static List<Cell> border(ReducedImage image) {
    List<Cell> border = new ArrayList<>();
    for (int y = 0; y < image.height(); y++) {
      boolean fullRow = y == 0 || y == image.height() - 1;
      int step = fullRow ? 1 : Math.max(1, image.width() - 1);
      for (int x = 0; x < image.width(); x += step) {
        float[] values = new float[image.channels()];
        for (int channel = 0; channel < values.length; channel++) {
          values[channel] = image.value(y, x, channel);
        }
        border.add(new Cell((x + 0.5) / image.width(), (y + 0.5) / image.height(), values));
      }
    }
    return border;
  }

  /**
   * Returns even backgrounds with the median value of a part of the border, and then those that
   * change evenly between three parts.
   */
  private static List<Background> candidates(List<Cell> border) {
    List<Cell> parts = parts(border);
    List<Background> candidates = new ArrayList<>();
    for (Cell part : parts) {
      candidates.add(closest(List.of(part)));
    }
    for (int a = 0; a < parts.size(); a++) {
      for (int b = a + 1; b < parts.size(); b++) {
        for (int c = b + 1; c < parts.size(); c++) {
          candidates.add(closest(List.of(parts.get(a), parts.get(b), parts.get(c))));
        }
      }
    }
    return candidates;
  }

  /** Returns the median cells of the corners and of the sides between them. */
  private static List<Cell> parts(List<Cell> border) {
    List<List<Cell>> parts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      parts.add(new ArrayList<>());
    }
    for (Cell cell : border) {
      parts.get(3 * third(cell.y) + third(cell.x)).add(cell);
    }
    return parts.stream().filter(part -> !part.isEmpty()).map(Background::median).toList();
  }

  /** Returns 0 and 2 for the outer quarters, and 1 for what is between them. */
  private static int third(double position) {
    return position < 0.25 ? 0 : position < 0.75 ? 1 : 2;
  }

  private static Cell median(List<Cell> cells) {
    float[] values = new float[cells.get(0).values.length];
    for (int channel = 0; channel < values.length; channel++) {
      float[] sorted = new float[cells.size()];
      for (int i = 0; i < sorted.length; i++) {
        sorted[i] = cells.get(i).values[channel];
      }
      Arrays.sort(sorted);
      values[channel] = sorted[sorted.length / 2];
    }
    return new Cell(
        cells.stream().mapToDouble(Cell::x).average().orElseThrow(),
        cells.stream().mapToDouble(Cell::y).average().orElseThrow(),
        values);
  }

  private static Background closest(List<Cell> cells) {
    List<Plane> planes = new ArrayList<>();
    for (int i = 0; i < cells.get(0).values.length; i++) {
      int channel = i;
      planes.add(Plane.through(cells.stream().map(cell -> cell.in(channel)).toList()));
    }
    return new Background(planes);
  }

  private List<Cell> matching(List<Cell> border) {
    return border.stream().filter(this::matches).toList();
  }

  private boolean matches(Cell cell) {
    for (int channel = 0; channel < planes.size(); channel++) {
      if (Math.abs(cell.values[channel] - at(cell.x, cell.y, channel)) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }
}
