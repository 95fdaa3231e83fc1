package dev.residual.sweep;

import dev.residual.dataset.DatasetUsers;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobFinished;
import dev.residual.job.JobQueries;
import dev.residual.job.JobQueries.JobState;
import dev.residual.job.JobStatus;
import dev.residual.model.ModelRegistry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Connects jobs with the trials that they belong to, in the transactions that change the jobs, and
 * keeps data sets and models for the trials whose jobs are not submitted yet.
 */
@Component
class TrialJobs implements JobAttempts.PausePolicy, DatasetUsers, ModelRegistry.Users {

  private final Trials trials;
  private final Sweeps sweeps;
  private final JobQueries jobs;

  TrialJobs(Trials trials, Sweeps sweeps, JobQueries jobs) {
    this.trials = trials;
    this.sweeps = sweeps;
    this.jobs = jobs;
  }

  /** A trial is paused at its rung, until it is known whether it goes on. */
  @Override
  public boolean pausesAfter(UUID job, int epoch) {
    return trials.goalOf(job).filter(goal -> isReached(goal, epoch)).isPresent();
  }

  private boolean isReached(Trials.Goal goal, int epoch) {
    Asha asha = sweeps.findById(goal.sweep()).orElseThrow().request().earlyStopping();
    if (asha == null) {
      return false;
    }
    List<Integer> rungs = asha.rungs(goal.epochs());
    return goal.rung() < rungs.size() && epoch >= rungs.get(goal.rung()) && epoch < goal.epochs();
  }

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void ended(JobFinished event) {
    trials
        .statusOf(event.job())
        .filter(status -> !status.isOver())
        .ifPresent(status -> end(event.job(), status));
  }

  private void end(UUID job, TrialStatus before) {
    JobState state = jobs.states(List.of(job)).get(job);
    if (state != null) {
      trials.end(job, status(before, state.status()), state);
    }
  }

  private static TrialStatus status(TrialStatus before, JobStatus job) {
    if (job == JobStatus.FAILED) {
      return TrialStatus.FAILED;
    }
    if (before == TrialStatus.PRUNING) {
      return TrialStatus.PRUNED;
    }
    return job == JobStatus.SUCCEEDED ? TrialStatus.SUCCEEDED : TrialStatus.CANCELLED;
  }

  @Override
  public Optional<String> userOf(String dataset) {
    return trials.sweepOn(dataset).map(TrialJobs::named);
  }

  @Override
  public Optional<String> userOf(UUID model) {
    return trials.sweepFrom(model).map(TrialJobs::named);
  }

  private static String named(UUID sweep) {
    return "sweep " + sweep;
  }
}
