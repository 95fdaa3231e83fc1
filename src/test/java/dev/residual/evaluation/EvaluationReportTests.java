package dev.residual.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.model.Calibration;
import dev.residual.model.Logits;
import dev.residual.safetensors.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class EvaluationReportTests {

  private static final List<String> ANIMALS = List.of("ant", "bird", "cat");

  /**
   * The example of scikit-learn's documentation of {@code confusion_matrix}: y_true = ["cat",
   * "ant", "cat", "cat", "ant", "bird"], y_pred = ["ant", "ant", "cat", "cat", "ant", "cat"].
   */
  @Test
  void confusionMatrixIsThatOfScikitLearn() {
    int[] labels = {2, 0, 2, 2, 0, 1};
    ConfusionMatrix confusion = ConfusionMatrix.of(ANIMALS, labels, new int[] {0, 0, 2, 2, 0, 2});

    assertThat(confusion.matrix()).isDeepEqualTo(new int[][] {{2, 0, 0}, {0, 0, 1}, {1, 0, 2}});
    assertThat(confusion.cells()).isNull();
    assertThat(confusion.mostConfused())
        .containsExactly(
            new ConfusionMatrix.Pair("bird", "cat", 1, 2, 1, 1),
            new ConfusionMatrix.Pair("cat", "ant", 2, 0, 1, 1 / 3.0));
  }

  @Test
  void reportOfManyClassesIsSmall() {
    List<String> names = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    int[] labels = new Random(1).ints(3000, 0, 1000).toArray();
    int[] predictions = new Random(2).ints(3000, 0, 1000).toArray();
    EvaluationReport report = report(names, labels, Outputs.of(predictions, 1000, 8));

    assertThat(report.confusion().matrix()).isNull();
    assertThat(report.confusion().cells().length).isBetween(2900, 3000);
    int[][] expected = new int[1000][1000];
    IntStream.range(0, 3000).forEach(i -> expected[labels[i]][predictions[i]]++);
    assertThat(report.confusion().counts(1000)).isDeepEqualTo(expected);
    assertThat(new JsonMapper().writeValueAsBytes(report)).hasSizeLessThan(500_000);
  }

  /** Guo et al., figure 1: bins of 1/15, whose accuracy is compared with their confidence. */
  @Test
  void binsHoldTheConfidenceAndTheAccuracyBeforeAndAfterTheTemperature() {
    float[][] logits = {{(float) Math.log(9), 0}, {(float) Math.log(9), 0}};
    int[] labels = {0, 1};
    Reliability reliability = Reliability.of(logits, labels, new Calibration(2, "test", 0.4, 0.25));

    Reliability.Bin before = reliability.before().get(13);
    assertThat(before.from()).isEqualTo(13 / 15.0);
    assertThat(before.images()).isEqualTo(2);
    assertThat(before.confidence()).isCloseTo(0.9, within(1e-6));
    assertThat(before.accuracy()).isEqualTo(0.5);
    assertThat(reliability.before()).filteredOn(bin -> bin.images() > 0).hasSize(1);
    assertThat(reliability.before().get(0).accuracy()).isNull();
    // 9 to 1 is 3 to 1 at a temperature of 2; 0.75 is in ]11/15, 12/15].
    assertThat(reliability.after().get(11).confidence()).isCloseTo(0.75, within(1e-6));
  }

  @Test
  void worstMistakesComeFirstWithAThumbnailOfTheirImage() throws IOException {
    int[] labels = new int[100];
    float[][] logits = new float[100][];
    for (int i = 0; i < 100; i++) {
      labels[i] = i % 3;
      logits[i] = new float[3];
      // Every second one is wrong, and later ones are surer.
      logits[i][(i + i % 2) % 3] = 1 + i / 20f;
    }
    List<Mistake> mistakes = report(ANIMALS, labels, logits).mistakes();

    assertThat(mistakes).hasSize(32).extracting(Mistake::image).startsWith(99, 97, 95);
    assertThat(mistakes.get(0).label()).isEqualTo("ant");
    assertThat(mistakes.get(0).predicted()).isEqualTo("bird");
    double[] probabilities = Logits.softmax(logits[99], 1.5);
    assertThat(mistakes.get(0).probability()).isEqualTo((float) probabilities[1]);
    assertThat(mistakes.get(0).labelProbability()).isEqualTo((float) probabilities[0]);
    var image = ImageIO.read(new ByteArrayInputStream(mistakes.get(0).thumbnail()));
    assertThat(image.getWidth()).isEqualTo(28);
    assertThat(image.getRaster().getSample(3, 3, 0)).isEqualTo(99);
  }

  @Test
  void thumbnailsOfPhotosAreSmall() throws IOException {
    ImageFormat format = new ImageFormat(3, 256, 512);
    byte[] png = Thumbnail.png(LabeledImages.of(new byte[format.bytes()], new int[1], format), 0);

    var image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(64, 32);
  }

  @Test
  void digestChangesWithAnyPixelLabelOrName() {
    int[] labels = {0, 1, 2};
    String digest = TestDigest.of(ANIMALS, Outputs.images(labels));

    assertThat(TestDigest.of(ANIMALS, Outputs.images(labels))).isEqualTo(digest).hasSize(64);
    assertThat(TestDigest.of(List.of("ant", "bird", "cow"), Outputs.images(labels)))
        .isNotEqualTo(digest);
    assertThat(TestDigest.of(ANIMALS, Outputs.images(new int[] {0, 1, 1}))).isNotEqualTo(digest);
    assertThat(TestDigest.of(ANIMALS, Outputs.images(labels).select(new int[] {0, 2, 1})))
        .isNotEqualTo(digest);
  }

  @Test
  void allLogitsOfUpToAHundredClassesAreKept(@TempDir Path folder) throws IOException {
    float[][] logits = Outputs.of(new int[] {3, 99}, 100, 2);

    Map<String, NDArray> tensors = write(folder, logits, new int[] {3, 0});
    assertThat(tensors.get("labels").toLongArray()).containsExactly(3, 0);
    assertThat(Evaluation.rows(tensors.get("logits"))).isDeepEqualTo(logits);
  }

  @Test
  void theFiveMostProbableOfMoreClassesAreKept(@TempDir Path folder) throws IOException {
    float[][] logits = new float[1][101];
    for (int i = 0; i < 101; i++) {
      logits[0][i] = -i;
    }

    Map<String, NDArray> tensors = write(folder, logits, new int[] {1});
    assertThat(tensors)
        .containsOnlyKeys(
            "labels", "top_labels", "top_probabilities", "label_probabilities", "confidences");
    assertThat(tensors.get("top_labels").toLongArray()).containsExactly(0, 1, 2, 3, 4);
    double first = 1 - Math.exp(-1); // of a geometric distribution
    assertThat(tensors.get("top_probabilities").toFloatArray()[0])
        .isCloseTo((float) first, within(1e-6f));
    assertThat(tensors.get("label_probabilities").toFloatArray()[0])
        .isCloseTo((float) (first * Math.exp(-1)), within(1e-6f));
  }

  @Test
  void confidencesAreReadWithTheTemperature(@TempDir Path folder) throws IOException {
    Path file = folder.resolve(EvaluationFiles.PREDICTIONS);
    Evaluation evaluation =
        Outputs.evaluation(new float[][] {{2, 0}, {0, 0}, {0, 4}}, new int[] {0, 0, 0});
    PredictionsFile.write(file, evaluation, 2);

    assertThat(TestConfidences.read(file).orElseThrow())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(0.7310586f, 0.5f, 0.8807971f);
  }

  @Test
  void networkWithoutFiniteOutputsHasNoEvaluation() {
    float[][] logits = {{Float.NaN, 0, 0}};
    Evaluation test = Outputs.evaluation(logits, new int[1]);
    FinalEvaluation evaluation =
        new FinalEvaluation(test, null, TemperatureScaling.calibration(test, "test", test));

    assertThat(
            EvaluationFiles.of(
                "pets@1",
                ANIMALS,
                Outputs.images(new int[1]),
                "00ff",
                evaluation,
                List.of(),
                new JsonMapper()))
        .isEmpty();
  }

  private static Map<String, NDArray> write(Path folder, float[][] logits, int[] labels)
      throws IOException {
    Path file = folder.resolve(EvaluationFiles.PREDICTIONS);
    PredictionsFile.write(file, Outputs.evaluation(logits, labels), 1);
    return Safetensors.read(file, NDManager.newBaseManager());
  }

  private static EvaluationReport report(List<String> names, int[] labels, float[][] logits) {
    Evaluation evaluation = Outputs.evaluation(logits, labels);
    return EvaluationReport.of(
        "pets@1",
        names,
        Outputs.images(Arrays.copyOf(labels, labels.length)),
        "00ff",
        evaluation,
        new Calibration(1.5, "test", 0.2, 0.1),
        List.of(LabelProbabilities.of("test", evaluation, 1.5)));
  }
}
