package dev.residual.evaluation.run;

import java.util.Locale;

/** Thrown to an attempt that is over, because its evaluation was deleted or another one started. */
class StaleEvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleEvaluationException(EvaluationAttempt attempt) {
    super(
        String.format(
            Locale.ROOT, "Attempt %d of evaluation %s is over", attempt.attempt(), attempt.id()));
  }
}
