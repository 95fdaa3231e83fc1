package dev.residual.evaluation;

import dev.residual.model.Calibration;
import dev.residual.model.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a trained network on the test set, with its calibration.
 *
 * @param test its outputs for the test set
 * @param validation its outputs for the images that were held out of the training; null if there
 *     are none
 * @param calibration null if some logits were not finite
 */
public record FinalEvaluation(
    Evaluation test, @Nullable Evaluation validation, @Nullable Calibration calibration) {

  /** Returns the results on the test set. */
  public TestResult result() {
    return test.asTestResult();
  }
}
