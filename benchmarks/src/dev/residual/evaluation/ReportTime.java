package dev.residual.evaluation;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.ImageFormat;
import dev.residual.model.ModelStore.AttachmentWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** Measures how long the report on a test set of 10,000 images of 10 classes takes. */
final class ReportTime {

  private static final int IMAGES = 10_000;
  private static final int CLASSES = 10;
  private static final int ROUNDS = 6;

  private ReportTime() {}

  public static void main(String[] arguments) throws IOException {
    Random random = new Random(7);
    ImageFormat format = ImageFormat.gray(28, 28);
    byte[] pixels = new byte[IMAGES * format.bytes()];
    random.nextBytes(pixels);
    int[] labels = random.ints(IMAGES, 0, CLASSES).toArray();
    LabeledImages images = LabeledImages.of(pixels, labels.clone(), format);
    float[][] logits = new float[IMAGES][CLASSES];
    for (int i = 0; i < IMAGES; i++) {
      for (int label = 0; label < CLASSES; label++) {
        logits[i][label] = (float) random.nextGaussian() + (label == labels[i] ? 3 : 0);
      }
    }
    List<String> names = IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
    for (int round = 1; round <= ROUNDS; round++) {
      long start = System.nanoTime();
      write(names, images, logits, labels);
      System.out.printf(
          Locale.ROOT, "round %d: %.0f ms%n", round, (System.nanoTime() - start) / 1e6);
    }
  }

  private static void write(
      List<String> names, LabeledImages images, float[][] logits, int[] labels)
      throws IOException {
    long hits =
        IntStream.range(0, labels.length)
            .filter(i -> dev.residual.model.Logits.argmax(logits[i]) == labels[i])
            .count();
    Evaluation test =
        new Evaluation(new Metrics(IMAGES, IMAGES, hits, IMAGES), logits, labels);
    Map<String, AttachmentWriter> files =
        EvaluationFiles.of(
            "benchmark",
            names,
            images,
            TestDigest.of(names, images),
            new FinalEvaluation(test, null, TemperatureScaling.calibration(test, "test", test)),
            List.of(),
            new JsonMapper());
    Path folder = Files.createTempDirectory("report");
    for (Map.Entry<String, AttachmentWriter> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      file.getValue().writeTo(path);
      Files.delete(path);
    }
    Files.delete(folder);
  }
}
