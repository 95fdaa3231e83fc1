package dev.residual.training;

import dev.residual.torch.Precision;

/**
 * Observes and controls a training, on the thread that trains. An exception that it throws ends the
 * training.
 */
public interface TrainingObserver {

  /**
   * Returns what the training is to do. It is called before each batch of training and after each
   * batch of evaluation. {@code SUSPEND} and {@code ABANDON} end the training with a {@link
   * TrainingSuspendedException} or a {@link TrainingCancelledException}. {@code CONCLUDE} during
   * the evaluation of an epoch takes effect after that evaluation.
   */
  TrainingSignal signal();

  /**
   * Is called when the training starts, or resumes from a checkpoint.
   *
   * @param step position of the checkpoint, 0 if there is none; a later one is greater
   */
  void started(Precision precision, long step);

  /** Is called after each step. */
  void stepped(TrainingProgress progress);

  /** Is called after {@link #stepped}, for each step that the recipe logs. */
  void logged(TrainingProgress progress);

  /**
   * Is called after each epoch has been trained and evaluated. A resumed training first reports the
   * epochs that ended before its checkpoint.
   */
  void epochEnded(EpochReport report);
}
