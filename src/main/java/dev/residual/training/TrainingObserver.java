package dev.residual.training;

import dev.residual.torch.Precision;

/** Follows a training on the thread that trains. What it throws ends the training. */
public interface TrainingObserver {

  /**
   * What is wished of the training; asked before every batch of training, and after every one of
   * evaluation. It ends with a {@link TrainingSuspendedException} or an {@link
   * TrainingCancelledException} if it is to leave off. An epoch that is being evaluated is
   * evaluated to its end before it concludes.
   */
  TrainingSignal wish();

  /** The training begins, or goes on from a checkpoint. */
  void started(Precision precision);

  /** A step was made. */
  void stepped(TrainingProgress progress);

  /** A step was made that the recipe wants logged; told after {@link #stepped}. */
  void logged(TrainingProgress progress);

  /**
   * An epoch was trained and evaluated. A training that goes on from a checkpoint begins with those
   * that lie behind it.
   */
  void epochEnded(EpochReport report);
}
