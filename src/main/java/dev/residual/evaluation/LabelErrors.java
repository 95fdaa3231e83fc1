package dev.residual.evaluation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images whose labels are probably wrong, found by confident learning (Northcutt, Jiang and Chuang,
 * 2021, "Confident Learning: Estimating Uncertainty in Dataset Labels", sections 3 and 3.2, "prune
 * by class"). Images of which the network is confident are counted by their label and the class
 * that it is confident of. That estimates how many labels of each class are wrong, and so many
 * images, whose labels have the lowest probabilities, are candidates, unless the label is the most
 * probable one. Of the classes other than the label only the most probable one is considered.
 *
 * @param split the part of the data set that was looked at
 * @param trainedOn whether the model was trained on the images
 * @param images how many of its images were looked at
 * @param candidates how many of them are candidates
 * @param first the first candidates, at most {@value #FIRST}
 */
@Schema(
    description =
        "Images of one split whose labels are probably wrong; the least probable labels come first")
public record LabelErrors(
    @Schema(allowableValues = {"test", "train", "validation"}) String split,
    @Schema(
            description =
                "Whether the model was trained on these images; their probabilities are then those"
                    + " of the training, averaged over the epochs",
            example = "true")
        boolean trainedOn,
    @Schema(description = "How many images were looked at", example = "60000") int images,
    @Schema(description = "How many of them are candidates", example = "1712") int candidates,
    @Schema(description = "The first 100 candidates; GET .../label-errors has all")
        List<Candidate> first) {

  static final int FIRST = 100;

  /**
   * An image whose label is probably wrong.
   *
   * @param image its index in the split
   * @param probability that of its label
   * @param suggestedProbability that of the suggested label
   */
  @Schema(name = "LabelErrorCandidate")
  public record Candidate(
      @Schema(description = "Index of the image in the split", example = "4711") int image,
      @Schema(example = "Bag") String label,
      @Schema(description = "Probability of its label, 0 to 1", example = "0.0003")
          double probability,
      @Schema(description = "The label that the model suggests", example = "Sneaker")
          String suggested,
      @Schema(description = "Probability of the suggested label, 0 to 1", example = "0.991")
          double suggestedProbability) {}

  /**
   * Finds the candidates.
   *
   * @param names the labels by their indices
   */
  static LabelErrors of(List<String> names, LabelProbabilities found) {
    int[] candidates = candidates(names.size(), found);
    return new LabelErrors(
        found.split(),
        found.trainedOn(),
        found.size(),
        candidates.length,
        IntStream.of(candidates).limit(FIRST).mapToObj(i -> candidate(names, found, i)).toList());
  }

  /** Returns all candidates, those with the least probable labels first. */
  static List<Candidate> all(List<String> names, LabelProbabilities found) {
    List<Candidate> all = new ArrayList<>();
    for (int i : candidates(names.size(), found)) {
      all.add(candidate(names, found, i));
    }
    return all;
  }

  private static Candidate candidate(List<String> names, LabelProbabilities found, int i) {
    return new Candidate(
        found.images()[i],
        names.get(found.labels()[i]),
        found.own()[i],
        names.get(found.others()[i]),
        found.otherProbabilities()[i]);
  }

  /**
   * Returns the positions of the candidates, those with the least probable labels first.
   *
   * @param classes number of classes
   */
  public static int[] candidates(int classes, LabelProbabilities found) {
    int[] left = estimatedErrors(classes, found);
    return IntStream.range(0, found.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> found.own()[i])) // stable
        .filter(i -> left[found.labels()[i]]-- > 0)
        .filter(i -> found.own()[i] < found.otherProbabilities()[i])
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns for each class how many of its labels are probably wrong. */
  private static int[] estimatedErrors(int classes, LabelProbabilities found) {
    double[] thresholds = thresholds(classes, found);
    int[] images = new int[classes];
    int[] right = new int[classes];
    int[] wrong = new int[classes];
    for (int i = 0; i < found.size(); i++) {
      int label = found.labels()[i];
      boolean confidentOfLabel = found.own()[i] >= thresholds[label];
      boolean confidentOfOther = found.otherProbabilities()[i] >= thresholds[found.others()[i]];
      images[label]++;
      // If it is confident of both, the more probable one counts.
      if (confidentOfLabel
          && (!confidentOfOther || found.own()[i] >= found.otherProbabilities()[i])) {
        right[label]++;
      } else if (confidentOfOther) {
        wrong[label]++;
      }
    }
    int[] errors = new int[classes];
    for (int label = 0; label < classes; label++) {
      int confident = right[label] + wrong[label];
      errors[label] =
          confident == 0 ? 0 : (int) Math.round((double) images[label] * wrong[label] / confident);
    }
    return errors;
  }

  /**
   * Returns for each class the mean probability that its images have of it, from which on the
   * network is confident. It is never confident of a class without images, since nothing is known
   * of it.
   */
  private static double[] thresholds(int classes, LabelProbabilities found) {
    double[] sums = new double[classes];
    int[] images = new int[classes];
    for (int i = 0; i < found.size(); i++) {
      sums[found.labels()[i]] += found.own()[i];
      images[found.labels()[i]]++;
    }
    for (int label = 0; label < classes; label++) {
      sums[label] = images[label] == 0 ? Double.POSITIVE_INFINITY : sums[label] / images[label];
    }
    return sums;
  }
}
