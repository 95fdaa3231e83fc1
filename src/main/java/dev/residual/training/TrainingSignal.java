package dev.residual.training;

/** Tells a training what to do next. */
public enum TrainingSignal {
  /** The training continues. */
  CONTINUE,
  /** The training writes a checkpoint and stops. It can be resumed later. */
  SUSPEND,
  /** The training stops learning, and evaluates and saves its model. */
  CONCLUDE,
  /** The training stops, and no model is saved. */
  ABANDON
}
