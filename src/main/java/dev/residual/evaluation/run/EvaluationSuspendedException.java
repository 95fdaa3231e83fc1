package dev.residual.evaluation.run;

/** Thrown to end an evaluation because the service is stopping. */
class EvaluationSuspendedException extends RuntimeException {

  private static final long serialVersionUID = 1L;
}
