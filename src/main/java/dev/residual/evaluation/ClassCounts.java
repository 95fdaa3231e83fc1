package dev.residual.evaluation;

import dev.residual.model.Logits;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Counts, for each class, its images, the images that were classified as it, and those of them that
 * are of it. The means over classes leave out classes without images, because nothing is known of
 * them; their wrong predictions count against the classes of the images.
 */
public final class ClassCounts {

  private final int[] images;
  private final int[] predicted;
  private final int[] hits;

  private ClassCounts(int classes) {
    images = new int[classes];
    predicted = new int[classes];
    hits = new int[classes];
  }

  /**
   * Counts the predictions of a network, which are the labels of its largest logits.
   *
   * @param logits (n, classes), n above 0
   * @param labels (n), class indices
   */
  static ClassCounts of(float[][] logits, int[] labels) {
    ClassCounts counts = new ClassCounts(logits[0].length);
    for (int i = 0; i < labels.length; i++) {
      int prediction = Logits.argmax(logits[i]);
      counts.images[labels[i]]++;
      counts.predicted[prediction]++;
      if (prediction == labels[i]) {
        counts.hits[prediction]++;
      }
    }
    return counts;
  }

  /**
   * Returns the mean of the F1 of the classes, 0 to 1. The F1 of a class is the harmonic mean of
   * its precision and its recall, 2 hits / (images + predicted).
   */
  public double macroF1() {
    return mean(label -> 2.0 * hits[label] / (images[label] + predicted[label]));
  }

  /** Returns the mean of the recalls of the classes, hits / images, 0 to 1. */
  public double balancedAccuracy() {
    return mean(label -> (double) hits[label] / images[label]);
  }

  /**
   * Returns the results of each class.
   *
   * @param names the labels by their indices
   */
  List<ClassResult> results(List<String> names) {
    return IntStream.range(0, images.length)
        .mapToObj(
            label ->
                ClassResult.of(
                    label, names.get(label), images[label], predicted[label], hits[label]))
        .toList();
  }

  private double mean(IntToDoubleFunction ofClass) {
    return IntStream.range(0, images.length)
        .filter(label -> images[label] > 0)
        .mapToDouble(ofClass)
        .average()
        .orElseThrow();
  }
}
