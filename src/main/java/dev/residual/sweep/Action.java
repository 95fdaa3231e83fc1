package dev.residual.sweep;

/** What is done next for a sweep. Each action is one transaction. */
sealed interface Action {

  /** Nothing, until a trial has got further. */
  record Wait() implements Action {}

  /** Submits the job of a trial. */
  record Submit(Trial trial) implements Action {}

  /** Lets a paused trial train to the next rung. */
  record Promote(Trial trial) implements Action {}

  /** Stops a trial early, which is not among the best. */
  record Prune(Trial trial) implements Action {}

  /** Ends the training of a trial, whose weights become a model. */
  record Conclude(Trial trial) implements Action {}

  /** Cancels a trial, because the sweep is stopped or its job is gone. */
  record Cancel(Trial trial) implements Action {}

  /** Deletes the model of a trial that is not the best. */
  record DeleteModel(Trial trial) implements Action {}

  /** Ends the sweep. */
  record Finish() implements Action {}
}
