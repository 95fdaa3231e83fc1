package dev.residual.evaluation;

import dev.residual.model.Calibration;
import dev.residual.model.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * How a trained network did.
 *
 * @param calibration null if its logits were no finite numbers
 */
public record FinalEvaluation(TestResult test, @Nullable Calibration calibration) {}
