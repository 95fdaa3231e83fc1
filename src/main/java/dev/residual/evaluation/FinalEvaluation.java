package dev.residual.evaluation;

import dev.residual.model.Calibration;
import dev.residual.model.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a trained network on the test set, with its calibration.
 *
 * @param calibration null if some logits were not finite
 */
public record FinalEvaluation(TestResult test, @Nullable Calibration calibration) {}
