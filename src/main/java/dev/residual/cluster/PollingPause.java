package dev.residual.cluster;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;

/**
 * Pauses polling while no thread is free. Otherwise each poll would queue one more execution behind
 * a training that may take days.
 */
class PollingPause extends AbstractSchedulerListener {

  private final Scheduler scheduler;
  private final int threads;
  private int running;

  PollingPause(Scheduler scheduler, int threads) {
    this.scheduler = scheduler;
    this.threads = threads;
  }

  @Override
  public synchronized void onExecutionStart(CurrentlyExecuting execution) {
    running++;
    if (running == threads) {
      scheduler.pause();
    }
  }

  @Override
  public synchronized void onExecutionComplete(ExecutionComplete execution) {
    running--;
    scheduler.resume();
    scheduler.triggerCheckForDueExecutions();
  }
}
