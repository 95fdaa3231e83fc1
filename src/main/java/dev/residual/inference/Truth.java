package dev.residual.inference;

import dev.residual.model.CheckPictures;
import dev.residual.model.RegisteredModel;
import dev.residual.model.UntrueModelException;
import dev.residual.torch.Precision;

/**
 * Whether a prepared model answers what the trained network did, on pictures of its own test set
 * that lie beside its weights.
 */
final class Truth {

  /** bfloat16 keeps eight bits of each product. */
  private static final float BF16_TOLERANCE = 0.05f;

  private static final float FP32_TOLERANCE = 1e-3f;

  private Truth() {}

  /** The largest difference of a probability that is taken for the same. */
  static float tolerance(Precision precision) {
    return precision == Precision.BF16 ? BF16_TOLERANCE : FP32_TOLERANCE;
  }

  /**
   * The largest difference of any probability, from 0 to 1; NaN if an answer is no number.
   *
   * @param expected what the trained network said
   */
  static float largestError(PreparedModel model, CheckPictures expected) {
    var scores = model.scores(expected.pictures(), false);
    float largest = 0;
    for (int i = 0; i < scores.size(); i++) {
      float[] found = model.probabilities(scores.get(i).logits());
      float[] wanted = model.probabilities(expected.logits()[i]);
      for (int k = 0; k < wanted.length; k++) {
        float error = Math.abs(found[k] - wanted[k]);
        if (Float.isNaN(error)) {
          return Float.NaN;
        }
        largest = Math.max(largest, error);
      }
    }
    return largest;
  }

  static UntrueModelException untrue(RegisteredModel model, float error, Precision precision) {
    return new UntrueModelException(
        "Model %s answers otherwise than when it was trained: a probability differs by %s, at most %s may be in %s"
            .formatted(model.id(), error, tolerance(precision), precision));
  }
}
