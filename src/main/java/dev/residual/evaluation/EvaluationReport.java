package dev.residual.evaluation;

import dev.residual.dataset.LabeledImages;
import dev.residual.model.Calibration;
import dev.residual.model.Logits;
import dev.residual.model.TestResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How good a model is, on one test set. It is computed at the end of the training and stored with
 * the model, so that it outlives the data set.
 *
 * @param format version of the document
 * @param dataset the data set and its version, such as {@code pets@3}
 * @param testDigest SHA-256 of the test set; only models with the same one can be compared
 * @param loss mean softmax cross-entropy, in nats
 * @param accuracy the share of the images whose most likely label is correct
 * @param top5 the share of the images whose correct label is among the five most likely ones
 * @param classes one for each class, by index
 * @param mistakes the mistakes of which the network was surest, at most {@value Mistake#KEPT}
 * @param labelErrors images whose labels are probably wrong, by split
 */
@Schema(description = "How good a model is on its test set")
public record EvaluationReport(
    @Schema(description = "Version of this document", example = "1") int format,
    @Schema(description = "The data set and its version", example = "fashion-mnist") String dataset,
    @Schema(allowableValues = "test") String split,
    @Schema(
            description =
                "SHA-256 of the test images and their labels; models with the same one can be"
                    + " compared",
            example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        String testDigest,
    @Schema(description = "How many images it was tested on", example = "10000") int images,
    @Schema(description = "Mean cross-entropy in nats", example = "0.251") double loss,
    WilsonInterval accuracy,
    @Schema(example = "0.997") double top5,
    @Schema(
            description = "Mean of the F1 of the classes that have images, 0 to 1",
            example = "0.9117")
        double macroF1,
    @Schema(
            description = "Mean of the recalls of the classes that have images, 0 to 1",
            example = "0.912")
        double balancedAccuracy,
    Reliability reliability,
    @Schema(description = "One for each class, by index") List<ClassResult> classes,
    ConfusionMatrix confusion,
    @Schema(description = "The 32 mistakes of which the model is surest, the worst first")
        List<Mistake> mistakes,
    @Schema(description = "Images whose labels are probably wrong: of the test set first")
        List<LabelErrors> labelErrors) {

  private static final int FORMAT = 1;

  /**
   * Computes a report.
   *
   * @param names the labels by their indices
   * @param images the test set
   * @param testDigest the {@link TestDigest} of the test set
   * @param evaluation the outputs of the network for it, finite
   * @param probabilities what the network thought of the labels: of those of the test set first,
   *     with the temperature
   */
  static EvaluationReport of(
      String dataset,
      List<String> names,
      LabeledImages images,
      String testDigest,
      Evaluation evaluation,
      Calibration calibration,
      List<LabelProbabilities> probabilities) {
    float[][] logits = evaluation.logits();
    int[] labels = evaluation.labels();
    int[] predictions =
        IntStream.range(0, labels.length).map(i -> Logits.argmax(logits[i])).toArray();
    TestResult result = evaluation.asTestResult();
    ClassCounts counts = evaluation.classCounts();
    int hits =
        (int) IntStream.range(0, labels.length).filter(i -> predictions[i] == labels[i]).count();
    return new EvaluationReport(
        FORMAT,
        dataset,
        result.split(),
        testDigest,
        labels.length,
        result.loss(),
        WilsonInterval.of(hits, labels.length),
        result.top5(),
        counts.macroF1(),
        counts.balancedAccuracy(),
        Reliability.of(logits, labels, calibration),
        counts.results(names),
        ConfusionMatrix.of(names, labels, predictions),
        mistakes(names, images, predictions, probabilities.get(0)),
        probabilities.stream().map(each -> LabelErrors.of(names, each)).toList());
  }

  private static List<Mistake> mistakes(
      List<String> names, LabeledImages images, int[] predictions, LabelProbabilities test) {
    return IntStream.range(0, predictions.length)
        .filter(i -> predictions[i] != test.labels()[i])
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer i) -> -test.otherProbabilities()[i])
                .thenComparingDouble(i -> test.own()[i])) // stable
        .limit(Mistake.KEPT)
        .map(
            i ->
                new Mistake(
                    i,
                    names.get(test.labels()[i]),
                    names.get(predictions[i]),
                    test.otherProbabilities()[i],
                    test.own()[i],
                    Thumbnail.png(images, i)))
        .toList();
  }
}
