package dev.residual.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.model.Logits;
import dev.residual.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The confidences that a model had on its test set: the probabilities of its most likely labels.
 */
public final class TestConfidences {

  static final String TENSOR = "confidences";

  private TestConfidences() {}

  /**
   * Returns the largest probability of each row.
   *
   * @param logits (n, classes), finite
   * @param temperature divisor of the logits, above 0
   * @return (n), 0 to 1
   */
  static float[] of(float[][] logits, double temperature) {
    float[] confidences = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      confidences[i] = (float) Logits.softmax(logits[i], temperature)[Logits.argmax(logits[i])];
    }
    return confidences;
  }

  /**
   * Reads them from {@link EvaluationFiles#PREDICTIONS}, with the temperature.
   *
   * @return (n), 0 to 1; empty if an earlier version has written the file
   */
  public static Optional<float[]> read(Path predictions) throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      return Optional.ofNullable(Safetensors.read(predictions, manager).get(TENSOR))
          .map(NDArray::toFloatArray);
    }
  }
}
