package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelErrorsTests {

  private static final List<String> NAMES = List.of("cat", "dog");

  /**
   * Worked by hand. The thresholds are the mean probabilities of the own label: (0.9 + 0.8 + 0.1) /
   * 3 = 0.6 of cat, (0.7 + 0.3 + 0.05 + 0.5) / 4 = 0.3875 of dog.
   */
  @Test
  void asManyLabelsOfEachClassAreCandidatesAsAreProbablyWrong() {
    LabelErrors errors =
        LabelErrors.of(
            NAMES,
            probabilities(
                new int[] {0, 0, 0, 1, 1, 1, 1},
                new double[] {0.9, 0.8, 0.1, 0.7, 0.3, 0.05, 0.5}));

    // The network is confident of a cat in images 0, 1 and wrongly 4 and 5, and of a dog in 3, 6
    // and wrongly 2. So a third of the 3 cats and half of the 4 dogs are probably wrong.
    assertThat(errors.first()).extracting(LabelErrors.Candidate::image).containsExactly(5, 2, 4);
    assertThat(errors.candidates()).isEqualTo(3);
    assertThat(errors.images()).isEqualTo(7);
    LabelErrors.Candidate first = errors.first().get(0);
    assertThat(List.of(first.label(), first.suggested())).containsExactly("dog", "cat");
    assertThat(first.probability()).isCloseTo(0.05, within(1e-6));
    assertThat(first.suggestedProbability()).isCloseTo(0.95, within(1e-6));
  }

  /** Three classes: the network is confident of a half of the images, of which a third is wrong. */
  @Test
  void errorsAmongImagesOfWhichTheNetworkIsNotConfidentAreEstimated() {
    int[] labels = {0, 0, 0, 0, 0, 0, 1, 2};
    float[] own = {0.9f, 0.9f, 0.02f, 0.3f, 0.25f, 0.35f, 0.6f, 0.6f};
    float[] others = {0.05f, 0.05f, 0.9f, 0.4f, 0.45f, 0.4f, 0.3f, 0.3f};
    int[] otherLabels = {1, 1, 1, 2, 2, 2, 0, 0};
    LabelProbabilities found =
        new LabelProbabilities(
            "train", true, IntStream.range(0, 8).toArray(), labels, own, otherLabels, others);

    // The thresholds are 0.453, 0.6 and 0.6. A third of six images are two, of which 2 is one and 4
    // has the next lower probability.
    assertThat(LabelErrors.candidates(3, found)).containsExactly(2, 4);
  }

  @Test
  void classWithoutImagesIsNeverSuggested() {
    assertThat(
            LabelErrors.of(NAMES, probabilities(new int[] {0, 0}, new double[] {0.4, 0.01}))
                .first())
        .isEmpty();
  }

  /**
   * The network is right on 9 of 10 images, with a confidence that varies as that of a real one
   * does, and does not know which labels were flipped.
   */
  @Test
  void flippedLabelsAreAmongTheFirstCandidates() {
    int images = 10_000;
    int classes = 10;
    Random random = new Random(7);
    int[] labels = new int[images];
    float[][] logits = new float[images][classes];
    Set<Integer> flipped = new HashSet<>();
    for (int i = 0; i < images; i++) {
      int truth = random.nextInt(classes);
      for (int label = 0; label < classes; label++) {
        logits[i][label] = (float) (1.5 * random.nextGaussian());
      }
      logits[i][truth] += 4.5f;
      labels[i] = truth;
      if (i % 50 == 0) { // 2 %
        labels[i] = (truth + 1 + random.nextInt(classes - 1)) % classes;
        flipped.add(i);
      }
    }
    LabelProbabilities found =
        LabelProbabilities.of("train", Outputs.evaluation(logits, labels), 1);

    int[] first = Arrays.copyOf(LabelErrors.candidates(classes, found), images / 25); // 4 %
    assertThat(IntStream.of(first).filter(flipped::contains).count())
        .isGreaterThanOrEqualTo(flipped.size() * 7 / 10);
  }

  @Test
  void trainingPredictionsAreAveragedOverTheEpochsAndSurviveACheckpoint() {
    try (NDManager manager = NDManager.newBaseManager()) {
      TrainingPredictions interrupted = new TrainingPredictions(3);
      interrupted.add(
          new int[] {2, 0}, logits(manager, 0.5, 0.4, 0.1, 0.2, 0.7, 0.1), labels(manager, 1, 1));
      TrainingPredictions predictions = new TrainingPredictions(3);
      predictions.restore(interrupted.toTensor(manager));
      predictions.add(new int[] {2}, logits(manager, 0.1, 0.2, 0.7), labels(manager, 1));

      LabelProbabilities averages =
          predictions.averages("train", i -> 10 * i, i -> List.of(1, 0, 1).get(i));
      // Image 1 was in no batch.
      assertThat(averages.images()).containsExactly(0, 20);
      assertThat(averages.labels()).containsExactly(1, 1);
      assertThat(averages.own()).containsExactly(new float[] {0.7f, 0.3f}, within(1e-6f));
      assertThat(averages.others()).as("of the latest epoch").containsExactly(0, 2);
      assertThat(averages.otherProbabilities())
          .containsExactly(new float[] {0.2f, 0.6f}, within(1e-6f));
      assertThat(averages.trainedOn()).isTrue();
    }
  }

  /** Returns logits whose softmax gives these probabilities of three classes. */
  private static NDArray logits(NDManager manager, double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return manager.create(logits, new Shape(logits.length / 3, 3));
  }

  private static NDArray labels(NDManager manager, long... labels) {
    return manager.create(labels);
  }

  private static LabelProbabilities probabilities(int[] labels, double[] own) {
    float[] ownProbabilities = new float[own.length];
    float[] others = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      ownProbabilities[i] = (float) own[i];
      others[i] = (float) (1 - own[i]);
    }
    return new LabelProbabilities(
        "train",
        true,
        IntStream.range(0, own.length).toArray(),
        labels,
        ownProbabilities,
        IntStream.of(labels).map(label -> 1 - label).toArray(),
        others);
  }
}
