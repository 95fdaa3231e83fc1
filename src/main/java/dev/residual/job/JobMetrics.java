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

  private final Jobs jobs;
  private final JobFeed feed;

  JobMetrics(Jobs jobs, JobFeed feed) {
    this.jobs = jobs;
    this.feed = feed;
  }

  /**
   * Returns the epochs of a job and up to {@code limit} of its logged steps.
   *
   * @param after the step after which they start
   * @throws JobNotFoundException if there is no such job
   */
  MetricsView metrics(UUID id, StepCursor after, int limit) {
    Job job = jobs.findById(id).orElseThrow(() -> new JobNotFoundException(id));
    List<StepLogged> read = feed.steps(id, after.epoch(), after.step(), limit + 1);
    List<StepLogged> shown = read.subList(0, Math.min(limit, read.size()));
    StepLogged last = read.size() > limit ? shown.get(limit - 1) : null;
    return new MetricsView(
        shown,
        job.epochs(),
        last == null ? null : new StepCursor(last.epoch(), last.step()).toString());
  }
}
