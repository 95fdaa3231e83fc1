package dev.residual.inference;

import dev.residual.model.ModelVerificationException;
import dev.residual.model.ReferenceSamples;
import dev.residual.torch.Precision;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Whether a prepared model answers what the trained network did, on images of its own test set
 * that lie beside its weights.
 */
final class ModelVerifier {

  /** bfloat16 keeps eight bits of each product. */
  private static final float BF16_TOLERANCE = 0.05f;

  private static final float FP32_TOLERANCE = 1e-3f;

  private ModelVerifier() {}

  /**
   * @param expected what the trained network said
   * @throws ModelVerificationException if a probability differs by more than rounding explains
   */
  static void require(UUID id, LoadedModel model, ReferenceSamples expected) {
    float most = model.way().precision() == Precision.BF16 ? BF16_TOLERANCE : FP32_TOLERANCE;
    float error = largestError(model, expected);
    // Written so that NaN is refused too.
    if (!(error <= most)) {
      throw new ModelVerificationException(
          "Model %s answers otherwise in %s than when it was trained: a probability differs by %s, at most %s may be"
              .formatted(id, model.way(), error, most));
    }
  }

  /**
   * The largest difference of any probability, from 0 to 1, however many images are computed at
   * once, for which there are other kernels; NaN if an answer is no number.
   */
  private static float largestError(LoadedModel model, ReferenceSamples expected) {
    float largest = error(model, expected, expected.images().size());
    for (int count = 1; count <= model.batch(); count *= 2) {
      // Math.max keeps NaN.
      largest = Math.max(largest, error(model, expected, count));
    }
    return largest;
  }

  /** With so many images, which begin again when they are at their end. */
  private static float error(LoadedModel model, ReferenceSamples expected, int count) {
    List<byte[]> all = expected.images();
    List<byte[]> images =
        IntStream.range(0, count).mapToObj(i -> all.get(i % all.size())).toList();
    List<ModelOutput> scores = model.scores(images, false);
    float largest = 0;
    for (int i = 0; i < count; i++) {
      float[] found = model.probabilities(scores.get(i).logits());
      float[] wanted = model.probabilities(expected.logits()[i % all.size()]);
      for (int k = 0; k < wanted.length; k++) {
        largest = Math.max(largest, Math.abs(found[k] - wanted[k]));
      }
    }
    return largest;
  }
}
