package dev.residual.bundle;

import static dev.residual.bundle.CardResults.percent;
import static dev.residual.bundle.Markdown.text;

import dev.residual.evaluation.ClassResult;
import dev.residual.evaluation.EvaluationReport;
import dev.residual.evaluation.LabelErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Writes into a card what the model is not good at, and what is not known of it. */
final class CardLimits {

  private static final int WORST_CLASSES = 3;
  private static final int CONFUSED_PAIRS = 5;
  private static final int NAMED = 20;

  private CardLimits() {}

  static void addTo(Markdown card, ModelFacts facts) {
    if (facts.description().isBackbone()) {
      return;
    }
    card.heading(2, "Known limits");
    List<String> limits = new ArrayList<>();
    limits.add(
        "It answers every image with one of its labels, also an image that shows none of them.");
    EvaluationReport report = facts.report();
    if (report == null) {
      limits.add(
          facts.model().test() == null
              ? "How good it is was not measured here."
              : "Which classes it confuses is not known: there is no evaluation of it.");
    } else {
      limits.add(
          "The results hold for images like those of "
              + text(report.dataset())
              + ". From other cameras, backgrounds or times they can be worse.");
      addClasses(limits, report);
      addPairs(limits, report);
      report.labelErrors().forEach(each -> addLabelErrors(limits, each));
    }
    card.list(limits);
  }

  private static void addClasses(List<String> limits, EvaluationReport report) {
    List<String> worst =
        report.classes().stream()
            .filter(each -> !each.tooFewToTell() && each.f1() != null && each.f1() < 1)
            .sorted(Comparator.comparingDouble(CardLimits::f1)) // stable
            .limit(WORST_CLASSES)
            .map(each -> String.format(Locale.ROOT, "%s (%.3f)", text(each.label()), f1(each)))
            .toList();
    if (!worst.isEmpty()) {
      limits.add("The classes with the lowest F1 are " + String.join(", ", worst) + ".");
    }
    List<String> few =
        report.classes().stream()
            .filter(ClassResult::tooFewToTell)
            .map(each -> text(each.label()))
            .toList();
    if (!few.isEmpty()) {
      limits.add(
          "There are too few test images to tell how good it is at "
              + String.join(", ", few.subList(0, Math.min(NAMED, few.size())))
              + (few.size() > NAMED ? " and " + (few.size() - NAMED) + " more" : "")
              + ".");
    }
  }

  private static double f1(ClassResult result) {
    return result.f1() == null ? 0 : result.f1();
  }

  private static void addPairs(List<String> limits, EvaluationReport report) {
    report.confusion().mostConfused().stream()
        .limit(CONFUSED_PAIRS)
        .forEach(
            pair ->
                limits.add(
                    String.format(
                        Locale.ROOT,
                        "It took %,d of %,d images of %s for %s (%s).",
                        pair.images(),
                        report.classes().get(pair.labelIndex()).images(),
                        text(pair.label()),
                        text(pair.predicted()),
                        percent(pair.share()))));
  }

  private static void addLabelErrors(List<String> limits, LabelErrors found) {
    if (found.candidates() > 0) {
      limits.add(
          String.format(
              Locale.ROOT,
              "%,d of the %,d labels of the %s images may be wrong, or their images are hard%s.",
              found.candidates(),
              found.images(),
              found.split().equals("train") ? "training" : found.split(),
              found.split().equals("test") ? ", so the results are not exact" : ""));
    }
  }
}
