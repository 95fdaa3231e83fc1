package dev.residual.dataset.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says in sentences what to do about what a report found. */
final class Advice {

  private static final double IMBALANCED = 10;
  private static final int FEW_TRAINING_IMAGES = 20;
  private static final int FEW_TEST_IMAGES = 10;

  private final List<String> sentences = new ArrayList<>();

  private Advice() {}

  static List<String> on(ImportReport report, ImportFacts facts) {
    Advice advice = new Advice();
    advice.add(
        report.unreadable(),
        "%,d of %,d files could not be read as images; each is listed with its reason in the list of"
            + " unreadable files.",
        report.unreadable(),
        report.files());
    advice.add(
        report.conflicts().groups(),
        "%,d groups of equal images have more than one label; correct the labels, as nothing can be"
            + " learned from them.",
        report.conflicts().groups());
    advice.add(
        report.leaks().groups(),
        "%,d groups of equal images are in the training and in the test, so the accuracy will look"
            + " too good; leave them out of the training with leaks=drop-from-train.",
        report.leaks().groups());
    NearLeaks near = report.nearLeaks();
    advice.add(
        near.pairs(),
        "%,d test images look like a training image, such as %s; they are candidates for leaks, so"
            + " look at them with show=near-leaks, and leave copies out of one of the splits.",
        near.pairs(),
        near.first().isEmpty() ? "" : near.first().get(0).test().path());
    advice.add(
        facts.turned() ? 0 : report.turned(),
        "%,d images have an EXIF orientation and were taken as they are, so they may lie on their"
            + " sides; orientation=exif turns them.",
        report.turned());
    ClassBalance balance = report.balance();
    advice.add(
        balance.ratio() >= IMBALANCED ? 1 : 0,
        "%s has %,d training images and %s only %,d; add images of the rare one.",
        balance.largest(),
        balance.largestCount(),
        balance.smallest(),
        balance.smallestCount());
    advice.few(report, "train", FEW_TRAINING_IMAGES, "training images; a model may not learn them");
    advice.few(report, "test", FEW_TEST_IMAGES, "test images; their accuracy will be uncertain");
    return List.copyOf(advice.sentences);
  }

  private void few(ImportReport report, String split, int limit, String what) {
    List<String> labels =
        report.splits().getOrDefault(split, Map.of()).entrySet().stream()
            .filter(entry -> entry.getValue() < limit)
            .map(Map.Entry::getKey)
            .toList();
    add(
        labels.size(),
        "%,d labels, such as %s, have fewer than %d %s.",
        labels.size(),
        labels.isEmpty() ? "" : labels.get(0),
        limit,
        what);
  }

  private void add(int found, String format, Object... values) {
    if (found > 0) {
      sentences.add(String.format(Locale.ROOT, format, values));
    }
  }
}
