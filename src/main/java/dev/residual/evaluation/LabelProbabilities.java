package dev.residual.evaluation;

import dev.residual.model.Logits;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a network thought of the labels of images: the probability of each image's own label, and
 * the most probable other label.
 *
 * @param split the part of the data set that the images are of
 * @param trainedOn whether the network was trained on the images
 * @param images (n), indices of the images in the split
 * @param labels (n), class indices
 * @param own (n), probabilities of the labels
 * @param others (n), the most probable classes other than the labels
 * @param otherProbabilities (n), their probabilities
 */
public record LabelProbabilities(
    String split,
    boolean trainedOn,
    int[] images,
    int[] labels,
    float[] own,
    int[] others,
    float[] otherProbabilities) {

  /** Checks that all arrays have the same length. */
  public LabelProbabilities {
    int size = images.length;
    if (labels.length != size
        || own.length != size
        || others.length != size
        || otherProbabilities.length != size) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "all arrays must have the length of images, %d", size));
    }
  }

  int size() {
    return images.length;
  }

  /**
   * Returns the probabilities that an evaluation gave images that the network was not trained on.
   *
   * @param images (n), indices of the images in the split
   * @param temperature divisor of the logits, above 0
   */
  public static LabelProbabilities of(
      String split, int[] images, Evaluation evaluation, double temperature) {
    int size = evaluation.labels().length;
    float[] own = new float[size];
    int[] others = new int[size];
    float[] otherProbabilities = new float[size];
    for (int i = 0; i < size; i++) {
      double[] probabilities = Logits.softmax(evaluation.logits()[i], temperature);
      int label = evaluation.labels()[i];
      others[i] = mostProbableOther(probabilities, label);
      own[i] = (float) probabilities[label];
      otherProbabilities[i] = (float) probabilities[others[i]];
    }
    return new LabelProbabilities(
        split, false, images, evaluation.labels(), own, others, otherProbabilities);
  }

  /** Returns the probabilities of a whole split. */
  public static LabelProbabilities of(String split, Evaluation evaluation, double temperature) {
    int[] images = IntStream.range(0, evaluation.labels().length).toArray();
    return of(split, images, evaluation, temperature);
  }

  private static int mostProbableOther(double[] probabilities, int label) {
    int other = label == 0 ? Math.min(1, probabilities.length - 1) : 0;
    for (int i = other + 1; i < probabilities.length; i++) {
      if (i != label && probabilities[i] > probabilities[other]) {
        other = i;
      }
    }
    return other;
  }
}
