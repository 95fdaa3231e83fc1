package dev.residual.evaluation.web;

import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.Reliability;
import dev.residual.model.Calibration;
import java.util.List;
import java.util.Locale;

/**
 * Draws a reliability diagram: a bar for each bin of confidence, as high as its accuracy. The bars
 * of a calibrated model end at the diagonal.
 */
final class ReliabilityDiagram {

  private static final int SIDE = 260;
  private static final int LEFT = 60;
  private static final int TOP = 50;
  private static final int PANEL = SIDE + LEFT + 20;

  private ReliabilityDiagram() {}

  /** Returns an SVG image with a panel before and one after the temperature. */
  static byte[] svg(EvaluationReport report) {
    Reliability reliability = report.reliability();
    Calibration calibration = reliability.calibration();
    SvgImage image =
        new SvgImage(
            2 * PANEL,
            TOP + SIDE + 60,
            "Reliability diagram on " + report.dataset(),
            String.format(
                Locale.ROOT,
                "Accuracy by confidence. The expected calibration error is %.4f before the"
                    + " temperature of %.3f and %.4f after it.",
                calibration.errorBefore(),
                calibration.temperature(),
                calibration.errorAfter()));
    panel(
        image,
        LEFT,
        String.format(Locale.ROOT, "before: error %.4f", calibration.errorBefore()),
        reliability.before());
    panel(
        image,
        PANEL + LEFT,
        String.format(
            Locale.ROOT,
            "temperature %.3f: error %.4f",
            calibration.temperature(),
            calibration.errorAfter()),
        reliability.after());
    return image.toBytes();
  }

  private static void panel(SvgImage image, int x, String title, List<Reliability.Bin> bins) {
    int bottom = TOP + SIDE;
    image.text(title, "x", x, "y", TOP - 16, "font-weight", "bold");
    image.empty(
        "rect", "x", x, "y", TOP, "width", SIDE, "height", SIDE, "fill", "#f7f7f7", "stroke",
        "#888888");
    for (Reliability.Bin bin : bins) {
      bar(image, x, bin);
    }
    image.empty(
        "line",
        "x1",
        x,
        "y1",
        bottom,
        "x2",
        x + SIDE,
        "y2",
        TOP,
        "stroke",
        "#333333",
        "stroke-dasharray",
        "4 4");
    for (int tick = 0; tick <= 10; tick += 2) {
      String value = String.format(Locale.ROOT, "%.1f", tick / 10.0);
      int offset = SIDE * tick / 10;
      image.text(value, "x", x + offset, "y", bottom + 18, "text-anchor", "middle");
      image.text(value, "x", x - 8, "y", bottom - offset + 4, "text-anchor", "end");
    }
    image.text("confidence", "x", x + SIDE / 2, "y", bottom + 40, "text-anchor", "middle");
    int middle = TOP + SIDE / 2;
    image.text(
        "accuracy",
        "x",
        x - 40,
        "y",
        middle,
        "text-anchor",
        "middle",
        "transform",
        "rotate(-90 " + (x - 40) + " " + middle + ")");
  }

  private static void bar(SvgImage image, int x, Reliability.Bin bin) {
    if (bin.accuracy() == null || bin.confidence() == null) {
      return;
    }
    double height = SIDE * bin.accuracy();
    image.group(
        String.format(
            Locale.ROOT,
            "Confidence %.2f to %.2f: %,d images, mean confidence %.3f, accuracy %.3f",
            bin.from(),
            bin.to(),
            bin.images(),
            bin.confidence(),
            bin.accuracy()));
    image.empty(
        "rect",
        "x",
        x + SIDE * bin.from(),
        "y",
        TOP + SIDE - height,
        "width",
        SIDE * (bin.to() - bin.from()),
        "height",
        height,
        "fill",
        "#4a7fb5",
        "stroke",
        "#ffffff");
    image.end();
  }
}
