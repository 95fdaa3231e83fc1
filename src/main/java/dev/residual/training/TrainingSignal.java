package dev.residual.training;

/** What a training's observer wants of it. */
public enum TrainingSignal {
  /** It goes on. */
  CONTINUE,
  /** It writes a checkpoint and leaves off, to go on later. */
  SUSPEND,
  /** It learns no more, and its model is made of what it has learnt. */
  CONCLUDE,
  /** It leaves off, and nothing is kept. */
  ABANDON
}
