package dev.residual.training.progress;

import dev.residual.evaluation.Metrics;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the log of the article: a line every few steps, and one at the end of an epoch. */
public final class StepLog {

  private static final Logger log = LoggerFactory.getLogger(StepLog.class);

  private final int every;
  private final int steps;

  public StepLog(int every, int steps) {
    this.every = every;
    this.steps = steps;
  }

  public boolean isDue(int step) {
    return step % every == 0 || step == steps;
  }

  public void write(int step, double loss, Metrics soFar, double secondsPerStep) {
    log.info(line(step, loss, soFar, secondsPerStep));
  }

  String line(int step, double loss, Metrics soFar, double secondsPerStep) {
    return String.format(
        Locale.ROOT,
        "step %d/%d - loss: %.4f - acc_top1: %.4f - acc_top5: %.4f - %.0fms/step",
        step,
        steps,
        loss,
        soFar.top1(),
        soFar.top5(),
        secondsPerStep * 1000);
  }
}
