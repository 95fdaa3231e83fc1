package dev.residual.training;

import dev.residual.model.Calibration;
import dev.residual.model.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * How a trained network did.
 *
 * @param calibration null if its logits were no finite numbers
 */
record Verdict(TestResult test, @Nullable Calibration calibration) {}
