package dev.residual.model.upload;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.nn.Architecture;
import dev.residual.nn.ResNet;
import dev.residual.safetensors.TensorInfo;
import dev.residual.web.Problem;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;

/**
 * Compares the outputs of an imported network with those that the sender has computed. Input and
 * outputs are in the file itself, so that they arrive as exactly as the weights.
 */
final class SenderCheck {

  static final Set<String> NAMES =
      Set.of(UploadedWeights.CHECK_INPUT, UploadedWeights.CHECK_LOGITS);

  private static final double TOLERANCE = 1e-3;
  private static final int MAX_IMAGES = 16;
  private static final int MAX_SIDE = 512;

  private SenderCheck() {}

  /** Returns whether a file has an input or outputs to compare. */
  static boolean isIn(UploadedWeights weights) {
    return NAMES.stream().anyMatch(weights.tensors()::containsKey);
  }

  /**
   * Checks the shapes of input and outputs, before anything is computed.
   *
   * @throws Problem 422 if they cannot be compared
   */
  static void requireComparable(
      UploadedWeights weights, Architecture architecture, int channels, int classes, boolean head) {
    if (!head) {
      throw refused("cannot be compared with head=drop; leave both tensors out");
    }
    Shape input = shape(weights, UploadedWeights.CHECK_INPUT);
    Shape logits = shape(weights, UploadedWeights.CHECK_LOGITS);
    boolean isBatch =
        input.dimension() == 4
            && isBetween(input.get(0), 1, MAX_IMAGES)
            && input.get(1) == channels
            && isBetween(input.get(2), 1, MAX_SIDE)
            && isBetween(input.get(3), 1, MAX_SIDE);
    if (!isBatch || !logits.equals(new Shape(input.get(0), classes))) {
      throw refused(
          String.format(
              Locale.ROOT,
              "must have the shapes (n, %d, h, w) and (n, %d), with n up to %d and h, w up to %d,"
                  + " were %s and %s",
              channels,
              classes,
              MAX_IMAGES,
              MAX_SIDE,
              input,
              logits));
    }
    Shape image = new Shape(1, channels, input.get(2), input.get(3));
    ComputeLimits.require(architecture, image, input.get(0), classes, UploadedWeights.CHECK_INPUT);
  }

  private static Shape shape(UploadedWeights weights, String name) {
    Map<String, TensorInfo> tensors = weights.tensors();
    TensorInfo tensor = tensors.get(name);
    if (tensor == null || !tensor.type().isReadable()) {
      throw refused("must both be there, of the type F32, F16 or BF16");
    }
    return tensor.shape();
  }

  private static boolean isBetween(long value, long least, long most) {
    return value >= least && value <= most;
  }

  /**
   * Computes the outputs and compares them.
   *
   * @param manager parent of the temporary memory
   * @return the largest difference of a logit
   * @throws Problem 422 if a logit differs by more than 0.001
   */
  static double verify(UploadedWeights weights, ResNet network, NDManager manager)
      throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = weights.read(UploadedWeights.CHECK_INPUT, scope);
      float[] expected = weights.read(UploadedWeights.CHECK_LOGITS, scope).toFloatArray();
      float[][] found = NetworkOutputs.of(network, input);
      double largest = 0;
      for (int i = 0; i < expected.length; i++) {
        float logit = found[i / found[0].length][i % found[0].length];
        double difference = Math.abs((double) logit - expected[i]);
        largest = Math.max(largest, difference);
        // This form refuses NaN, too.
        if (!(difference <= TOLERANCE)) {
          throw Problem.of(
              HttpStatus.UNPROCESSABLE_CONTENT,
              "check-failed",
              String.format(
                  Locale.ROOT,
                  "The network computes %s where %s has %s at index %d; at most %s is allowed. The"
                      + " architecture differs from the sender's, for example in the place of its"
                      + " strides, or the logits were not computed in evaluation mode and float32.",
                  logit,
                  UploadedWeights.CHECK_LOGITS,
                  expected[i],
                  i,
                  TOLERANCE));
        }
      }
      return largest;
    }
  }

  private static Problem refused(String message) {
    return UploadedWeights.mismatch(
        String.format(
            Locale.ROOT,
            "The tensors %s and %s %s",
            UploadedWeights.CHECK_INPUT,
            UploadedWeights.CHECK_LOGITS,
            message));
  }
}
