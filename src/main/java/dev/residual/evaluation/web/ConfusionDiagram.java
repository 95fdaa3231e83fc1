package dev.residual.evaluation.web;

import dev.residual.evaluation.ClassResult;
import dev.residual.evaluation.EvaluationReport;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Draws a confusion matrix: a row for each true class, a column for each predicted one. The darker
 * a cell is, the larger is its share of the images of its row.
 */
final class ConfusionDiagram {

  private static final int MAX_CLASSES = 30;
  private static final int CELL = 34;
  private static final int MARGIN = 160;
  private static final int FONT = 11;

  private ConfusionDiagram() {}

  /** Returns an SVG image. */
  static byte[] svg(EvaluationReport report) {
    List<ClassResult> classes = report.classes();
    int[][] counts = report.confusion().counts(classes.size());
    int[] shown = shown(counts);
    int side = MARGIN + shown.length * CELL + CELL;
    SvgImage image =
        new SvgImage(
            side,
            side,
            title(report, shown.length),
            String.format(
                Locale.ROOT,
                "Rows are the true classes, columns the predicted ones. %,d of %,d images are"
                    + " classified correctly.",
                Math.round(report.accuracy().value() * report.images()),
                report.images()));
    image.text(
        "true class", "x", MARGIN - 8, "y", MARGIN - 12, "text-anchor", "end", "fill", "#555555");
    image.text("predicted class", "x", MARGIN, "y", 16, "fill", "#555555");
    for (int i = 0; i < shown.length; i++) {
      String label = classes.get(shown[i]).label();
      int at = MARGIN + i * CELL + CELL / 2;
      image.group(label);
      image.label(label, "x", MARGIN - 8, "y", at + 4, "text-anchor", "end");
      image.label(
          label,
          "x",
          at + 4,
          "y",
          MARGIN - 8,
          "transform",
          "rotate(-60 " + (at + 4) + " " + (MARGIN - 8) + ")");
      image.end();
    }
    for (int row = 0; row < shown.length; row++) {
      for (int column = 0; column < shown.length; column++) {
        cell(image, classes, counts, shown, row, column);
      }
    }
    return image.toBytes();
  }

  private static String title(EvaluationReport report, int shown) {
    int all = report.classes().size();
    return shown == all
        ? "Confusion matrix on " + report.dataset()
        : String.format(
            Locale.ROOT,
            "Confusion matrix on %s: the %d of %,d classes with the most mistakes",
            report.dataset(),
            shown,
            all);
  }

  private static void cell(
      SvgImage image, List<ClassResult> classes, int[][] counts, int[] shown, int row, int column) {
    ClassResult truth = classes.get(shown[row]);
    int count = counts[shown[row]][shown[column]];
    double share = truth.images() == 0 ? 0 : (double) count / truth.images();
    int x = MARGIN + column * CELL;
    int y = MARGIN + row * CELL;
    image.group(
        String.format(
            Locale.ROOT,
            "%,d of %,d images of %s were classified as %s",
            count,
            truth.images(),
            truth.label(),
            classes.get(shown[column]).label()));
    image.empty(
        "rect",
        "x",
        x,
        "y",
        y,
        "width",
        CELL,
        "height",
        CELL,
        "fill",
        color(share, row == column),
        "stroke",
        "#dddddd");
    if (count > 0) {
      image.text(
          String.valueOf(count),
          "x",
          x + CELL / 2,
          "y",
          y + CELL / 2 + 4,
          "text-anchor",
          "middle",
          "font-size",
          FONT,
          "fill",
          share > 0.4 ? "#ffffff" : "#000000");
    }
    image.end();
  }

  /** Returns white for none to dark blue, or dark red for mistakes, for all images of the row. */
  private static String color(double share, boolean correct) {
    int[] full = correct ? new int[] {0x08, 0x45, 0x94} : new int[] {0x99, 0x1b, 0x1b};
    // Small shares, which most mistakes are, stay visible by the square root.
    double weight = Math.sqrt(Math.min(1, share));
    return String.format(
        Locale.ROOT,
        "#%02x%02x%02x",
        Math.round(255 + weight * (full[0] - 255)),
        Math.round(255 + weight * (full[1] - 255)),
        Math.round(255 + weight * (full[2] - 255)));
  }

  /** Returns all classes, or the ones with the most mistakes, in the order of their indices. */
  private static int[] shown(int[][] counts) {
    int classes = counts.length;
    long[] mistakes = new long[classes];
    for (int row = 0; row < classes; row++) {
      for (int column = 0; column < classes; column++) {
        if (row != column) {
          mistakes[row] += counts[row][column];
          mistakes[column] += counts[row][column];
        }
      }
    }
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingLong((Integer label) -> mistakes[label]).reversed())
        .limit(MAX_CLASSES)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }
}
