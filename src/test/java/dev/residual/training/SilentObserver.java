package dev.residual.training;

import dev.residual.torch.Precision;

/** Keeps nothing of what a training reports, and lets it continue to its end or suspends it. */
class SilentObserver implements TrainingObserver {

  private int left;

  SilentObserver() {
    this(Integer.MAX_VALUE);
  }

  /**
   * Creates an observer that suspends the training.
   *
   * @param checks how often it lets the training continue before
   */
  SilentObserver(int checks) {
    left = checks;
  }

  @Override
  public TrainingSignal signal() {
    return left-- > 0 ? TrainingSignal.CONTINUE : TrainingSignal.SUSPEND;
  }

  @Override
  public void started(Precision precision, long step) {}

  @Override
  public void stepped(TrainingProgress progress) {}

  @Override
  public void logged(TrainingProgress progress) {}

  @Override
  public void epochEnded(EpochReport report) {}
}
