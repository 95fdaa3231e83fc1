package dev.residual.job.events;

import dev.residual.job.EpochResult;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobEventLog;
import dev.residual.job.JobNotFoundException;
import dev.residual.job.JobQueries;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads the metrics of jobs. */
@Component
@Transactional(readOnly = true)
class JobMetrics {

  private final JobQueries queries;
  private final JobEventLog eventLog;

  JobMetrics(JobQueries queries, JobEventLog eventLog) {
    this.queries = queries;
    this.eventLog = eventLog;
  }

  /**
   * Returns the epochs of a job and up to {@code limit} of its logged steps.
   *
   * @param after the step after which the page starts
   * @throws JobNotFoundException if there is no such job
   */
  JobMetricsView metrics(UUID id, StepCursor after, int limit) {
    List<EpochResult> epochs = queries.epochs(id);
    List<StepLogged> read = eventLog.steps(id, after.epoch(), after.step(), limit + 1);
    List<StepLogged> page = read.subList(0, Math.min(limit, read.size()));
    StepLogged last = read.size() > limit ? page.get(limit - 1) : null;
    return new JobMetricsView(
        page, epochs, last == null ? null : new StepCursor(last.epoch(), last.step()).toString());
  }
}
