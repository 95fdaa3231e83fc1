package dev.residual.job;

import dev.residual.job.JobEvent.StepLogged;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads the metrics of jobs. */
@Component
@Transactional(readOnly = true)
class JobMetrics {

  private final JobShelf shelf;
  private final JobFeed feed;

  JobMetrics(JobShelf shelf, JobFeed feed) {
    this.shelf = shelf;
    this.feed = feed;
  }

  /**
   * Returns the epochs of a job and up to {@code limit} of its logged steps.
   *
   * @param after the step after which they start
   * @throws JobNotFoundException if there is no such job
   */
  MetricsView metrics(UUID id, StepCursor after, int limit) {
    List<EpochRow> epochs = shelf.epochs(id);
    List<StepLogged> read = feed.steps(id, after.epoch(), after.step(), limit + 1);
    List<StepLogged> shown = read.subList(0, Math.min(limit, read.size()));
    StepLogged last = read.size() > limit ? shown.get(limit - 1) : null;
    return new MetricsView(
        shown, epochs, last == null ? null : new StepCursor(last.epoch(), last.step()).toString());
  }
}
