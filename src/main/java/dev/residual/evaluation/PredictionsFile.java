package dev.residual.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.model.Logits;
import dev.residual.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes the outputs of a network for its test set as safetensors: {@code labels}, (n), int64,
 * {@code logits}, (n, classes), float32, and {@code confidences}, (n), float32, the probabilities
 * of the most likely labels with the temperature. Beyond {@value #MAX_CLASSES} classes it has in
 * place of the logits {@code top_labels}, (n, 5), int64, {@code top_probabilities}, (n, 5), and
 * {@code label_probabilities}, (n), both float32 and without the temperature.
 */
final class PredictionsFile {

  static final int MAX_CLASSES = 100;
  private static final int TOP = 5;

  private PredictionsFile() {}

  /**
   * @param temperature divisor of the logits, above 0
   */
  static void write(Path file, Evaluation evaluation, double temperature) throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put(
          "labels", manager.create(IntStream.of(evaluation.labels()).asLongStream().toArray()));
      float[][] logits = evaluation.logits();
      if (logits[0].length <= MAX_CLASSES) {
        tensors.put("logits", manager.create(logits));
      } else {
        putTop(tensors, evaluation, manager);
      }
      tensors.put(
          TestConfidences.TENSOR,
          manager.create(TestConfidences.of(evaluation.logits(), temperature)));
      Safetensors.write(file, tensors);
    }
  }

  private static void putTop(
      Map<String, NDArray> tensors, Evaluation evaluation, NDManager manager) {
    int images = evaluation.labels().length;
    long[] topLabels = new long[images * TOP];
    float[] topProbabilities = new float[images * TOP];
    float[] labelProbabilities = new float[images];
    for (int i = 0; i < images; i++) {
      double[] probabilities = Logits.softmax(evaluation.logits()[i], 1);
      labelProbabilities[i] = (float) probabilities[evaluation.labels()[i]];
      int at = i * TOP;
      for (int label : top(probabilities)) {
        topLabels[at] = label;
        topProbabilities[at] = (float) probabilities[label];
        at++;
      }
    }
    Shape shape = new Shape(images, TOP);
    tensors.put("top_labels", manager.create(topLabels, shape));
    tensors.put("top_probabilities", manager.create(topProbabilities, shape));
    tensors.put("label_probabilities", manager.create(labelProbabilities));
  }

  /** Returns the most probable labels, the most probable one first. */
  private static int[] top(double[] probabilities) {
    int[] top = new int[TOP];
    int found = 0;
    for (int label = 0; label < probabilities.length; label++) {
      int rank = found;
      while (rank > 0 && probabilities[label] > probabilities[top[rank - 1]]) {
        rank--;
      }
      if (rank < TOP) {
        found = Math.min(found + 1, TOP);
        System.arraycopy(top, rank, top, rank + 1, found - 1 - rank);
        top[rank] = label;
      }
    }
    return top;
  }
}
