package dev.residual.evaluation;

import dev.residual.dataset.LabeledImages;
import dev.residual.model.Calibration;
import dev.residual.model.Logits;
import dev.residual.model.Manifest;
import dev.residual.model.ModelStore.AttachmentWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import tools.jackson.databind.json.JsonMapper;

/** The files of a model that tell how good it is. */
public final class EvaluationFiles {

  /** The {@link EvaluationReport} as JSON. */
  public static final String REPORT = Manifest.EVALUATION;

  /** The outputs of the network for the test set, as safetensors. */
  public static final String PREDICTIONS = "predictions.safetensors";

  /**
   * A bit for each test image, which is 1 if it was classified correctly. The first image is the
   * lowest bit of the first byte.
   */
  public static final String CORRECT = "correct.bin";

  /** All images whose labels are probably wrong, as CSV. */
  public static final String LABEL_ERRORS = "label-errors.csv";

  private EvaluationFiles() {}

  /**
   * Returns the writers of the files, by their names; none if some logits were not finite, because
   * such a network has no probabilities.
   *
   * @param dataset the data set and its version
   * @param names the labels by their indices
   * @param images the test set
   * @param testDigest the {@link TestDigest} of the test set
   * @param others what the network thought of the labels of other images
   */
  public static Map<String, AttachmentWriter> of(
      String dataset,
      List<String> names,
      LabeledImages images,
      String testDigest,
      FinalEvaluation evaluation,
      List<LabelProbabilities> others,
      JsonMapper json) {
    Calibration calibration = evaluation.calibration();
    if (calibration == null) {
      return Map.of();
    }
    List<LabelProbabilities> probabilities = new ArrayList<>();
    probabilities.add(LabelProbabilities.of("test", evaluation.test(), calibration.temperature()));
    probabilities.addAll(others);
    Map<String, AttachmentWriter> files = new LinkedHashMap<>();
    files.put(
        REPORT,
        file ->
            Files.write(
                file,
                json.writeValueAsBytes(
                    EvaluationReport.of(
                        dataset,
                        names,
                        images,
                        testDigest,
                        evaluation.test(),
                        calibration,
                        probabilities))));
    files.put(
        PREDICTIONS,
        file -> PredictionsFile.write(file, evaluation.test(), calibration.temperature()));
    files.put(CORRECT, file -> Files.write(file, correct(evaluation.test()).toByteArray()));
    files.put(LABEL_ERRORS, file -> writeLabelErrors(file, names, probabilities));
    return files;
  }

  private static BitSet correct(Evaluation evaluation) {
    BitSet correct = new BitSet();
    for (int i = 0; i < evaluation.labels().length; i++) {
      correct.set(i, Logits.argmax(evaluation.logits()[i]) == evaluation.labels()[i]);
    }
    return correct;
  }

  private static void writeLabelErrors(Path file, List<String> names, List<LabelProbabilities> all)
      throws IOException {
    try (CSVPrinter csv =
        new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), CSVFormat.RFC4180)) {
      csv.printRecord(
          "split", "image", "label", "probability", "suggested", "suggested_probability");
      for (LabelProbabilities each : all) {
        for (LabelErrors.Candidate candidate : LabelErrors.all(names, each)) {
          csv.printRecord(
              each.split(),
              candidate.image(),
              candidate.label(),
              candidate.probability(),
              candidate.suggested(),
              candidate.suggestedProbability());
        }
      }
    }
  }
}
