package dev.residual.training;

/** Follows a training on the thread that trains. What it throws ends the training. */
public interface TrainingObserver {

  /**
   * Whether the training is still wanted; asked after every batch, of training and of evaluation.
   * Once false, it ends with an {@link AbandonedException}.
   */
  boolean wanted();

  /** A step was made. */
  void stepped(Progress progress);

  /** An epoch was trained and evaluated. */
  void epochEnded(EpochReport report);
}
