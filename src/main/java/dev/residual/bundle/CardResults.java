package dev.residual.bundle;

import static dev.residual.bundle.Markdown.text;

import dev.residual.evaluation.ClassResult;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.WilsonInterval;
import dev.residual.model.Calibration;
import dev.residual.model.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes into a card how good the model is. */
final class CardResults {

  private static final String UNKNOWN = "-";
  private static final int TOP = 5;

  private CardResults() {}

  static void addTo(Markdown card, ModelFacts facts) {
    TestResult test = facts.model().test();
    if (test == null) {
      card.heading(2, "Results").paragraph("The model was not tested by this service.");
      return;
    }
    card.heading(2, "Results");
    EvaluationReport report = facts.report();
    card.paragraph(
        String.format(
            Locale.ROOT,
            "On %,d test image%s%s:",
            test.images(),
            test.images() == 1 ? "" : "s",
            report == null ? "" : ", with intervals that have the true value in 95 of 100 cases"));
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "accuracy",
            report == null
                ? percent(test.top1())
                : percent(report.accuracy().value()) + " (" + interval(report.accuracy()) + ")"));
    if (facts.description().labels().size() > TOP) { // else it always is
      rows.add(List.of("correct label among the five most probable", percent(test.top5())));
    }
    rows.add(List.of("balanced accuracy", percent(test.balancedAccuracy())));
    rows.add(List.of("macro F1", number(test.macroF1())));
    rows.add(List.of("cross-entropy in nats", number(test.loss())));
    card.table(List.of("measure", "value"), rows);
    addCalibration(card, facts.model().calibration());
    if (report != null) {
      addClasses(card, report.classes());
    }
  }

  private static void addCalibration(Markdown card, @Nullable Calibration calibration) {
    card.heading(3, "How sure it is");
    if (calibration == null) {
      card.paragraph("Its probabilities were not calibrated.");
      return;
    }
    card.paragraph(
        String.format(
            Locale.ROOT,
            "Its outputs are divided by a temperature of %.3f, which was fitted on %s. Its"
                + " probabilities then differ from the shares of correct answers by %s on average"
                + " (expected calibration error), and by %s without the temperature.%s",
            calibration.temperature(),
            calibration.fittedOn().equals("test") ? "the test images" : "images held out",
            percent(calibration.errorAfter()),
            percent(calibration.errorBefore()),
            calibration.fittedOn().equals("test")
                ? " As the same images were used to fit and to measure, the former is too good."
                : ""));
  }

  private static void addClasses(Markdown card, List<ClassResult> classes) {
    card.heading(3, "Classes");
    card.table(
        List.of("label", "test images", "precision", "recall", "F1", ""),
        classes.stream().map(CardResults::row).toList());
  }

  private static List<String> row(ClassResult each) {
    WilsonInterval recall = each.recall();
    return List.of(
        text(each.label()),
        String.format(Locale.ROOT, "%,d", each.images()),
        percent(each.precision()),
        recall == null ? UNKNOWN : percent(recall.value()) + " (" + interval(recall) + ")",
        number(each.f1()),
        each.tooFewToTell() ? "too few to tell" : "");
  }

  static String percent(@Nullable Double share) {
    return share == null ? UNKNOWN : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(@Nullable Double value) {
    return value == null ? UNKNOWN : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String interval(WilsonInterval interval) {
    return String.format(
        Locale.ROOT, "%.1f to %.1f %%", 100 * interval.low(), 100 * interval.high());
  }
}
