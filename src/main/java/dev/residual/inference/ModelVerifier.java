package dev.residual.inference;

import dev.residual.model.ModelVerificationException;
import dev.residual.model.ReferenceSamples;
import dev.residual.preprocessing.InputImage;
import dev.residual.torch.Precision;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Verifies that a loaded model reproduces the outputs of the trained network on the reference
 * samples, which are images of its own test set stored beside its weights.
 */
final class ModelVerifier {

  /** This is larger than the tolerance for fp32, because bfloat16 has only 8 bits of precision. */
  private static final float BF16_TOLERANCE = 0.05f;

  private static final float FP32_TOLERANCE = 1e-3f;

  private ModelVerifier() {}

  /**
   * Verifies a model.
   *
   * @param expected reference samples with the outputs of the trained network
   * @throws ModelVerificationException if a probability differs by more than the tolerance of the
   *     precision
   */
  static void verify(UUID id, LoadedModel model, ReferenceSamples expected) {
    float tolerance =
        model.backend().precision() == Precision.BF16 ? BF16_TOLERANCE : FP32_TOLERANCE;
    float error = largestError(model, expected);
    // This form rejects NaN too.
    if (!(error <= tolerance)) {
      throw new ModelVerificationException(
          String.format(
              Locale.ROOT,
              "Model %s does not reproduce in %s the outputs recorded when it was trained: "
                  + "a probability differs by %s, and at most %s is allowed",
              id,
              model.backend(),
              error,
              tolerance));
    }
  }

  /**
   * Returns the largest difference of any probability, from 0 to 1, or NaN if an output is NaN. It
   * tries each batch size that is a power of two, because each has its own kernels.
   */
  private static float largestError(LoadedModel model, ReferenceSamples expected) {
    float largest = error(model, expected, expected.images().size());
    for (int count = 1; count <= model.maxBatchSize(); count *= 2) {
      // Math.max keeps NaN.
      largest = Math.max(largest, error(model, expected, count));
    }
    return largest;
  }

  /** Returns the error with a batch of {@code count} images, which repeat if there are fewer. */
  private static float error(LoadedModel model, ReferenceSamples expected, int count) {
    List<InputImage> all =
        expected.images().stream().map(model.description().preprocessing()::input).toList();
    List<InputImage> images =
        IntStream.range(0, count).mapToObj(i -> all.get(i % all.size())).toList();
    List<ModelOutput> outputs = model.outputs(images, false);
    float largest = 0;
    for (int i = 0; i < count; i++) {
      float[] found = model.probabilities(outputs.get(i).logits());
      float[] probabilities = model.probabilities(expected.logits()[i % all.size()]);
      for (int k = 0; k < probabilities.length; k++) {
        largest = Math.max(largest, Math.abs(found[k] - probabilities[k]));
      }
    }
    return largest;
  }
}
