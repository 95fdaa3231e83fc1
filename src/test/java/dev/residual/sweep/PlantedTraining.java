package dev.residual.sweep;

import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobFailure;
import dev.residual.job.JobQueries;
import dev.residual.job.JobStatus;
import dev.residual.job.JobView;
import dev.residual.job.Jobs;
import dev.residual.job.QueueEntry;
import dev.residual.job.Trainings;
import dev.residual.training.EpochReport;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.function.ToDoubleBiFunction;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A worker that is run by hand and trains nothing: the results of its epochs are planted. Like a
 * real one, it goes on after the last epoch that was reported.
 */
final class PlantedTraining {

  private final JobAttempts attempts;
  private final JobQueries queries;
  private final Jobs jobs;
  private final TransactionTemplate transaction;

  /** The top-1 accuracy of a job after an epoch. A job without a number diverges. */
  ToDoubleBiFunction<JobView, Integer> top1 = (job, epoch) -> 0.5;

  /** Epochs until the worker dies without a word; negative for never. */
  int epochsToDeath = -1;

  int epochsTrained;

  PlantedTraining(
      JobAttempts attempts, JobQueries queries, Jobs jobs, TransactionTemplate transaction) {
    this.attempts = attempts;
    this.queries = queries;
    this.jobs = jobs;
    this.transaction = transaction;
  }

  /** Runs the next job of the queue, and returns whether there was one. */
  boolean runNext() {
    List<UUID> due =
        transaction.execute(
            status ->
                jobs.findByStatusIn(EnumSet.of(JobStatus.QUEUED, JobStatus.STOPPING)).stream()
                    .map(job -> job.id())
                    .toList());
    if (due.isEmpty()) {
      return false;
    }
    UUID id = jobs.queued().stream().findFirst().orElse(due.get(0));
    QueueEntry entry =
        transaction.execute(status -> QueueEntry.of(jobs.findById(id).orElseThrow()));
    attempts.start(entry, "cpu").ifPresent(this::train);
    return true;
  }

  private void train(JobAttempt attempt) {
    JobView job = queries.job(attempt.job());
    int epochs = attempt.recipe().epochs();
    for (int epoch = queries.epochs(attempt.job()).size() + 1; epoch <= epochs; epoch++) {
      JobStatus status = attempts.status(attempt);
      if (status == JobStatus.STOPPING) {
        break;
      }
      if (status == JobStatus.CANCELLING) {
        attempts.cancelled(attempt);
        return;
      }
      if (status == JobStatus.PAUSING) {
        attempts.release(attempt);
        return;
      }
      if (epochsToDeath-- == 0) {
        return;
      }
      double value = top1.applyAsDouble(job, epoch);
      if (Double.isNaN(value)) {
        attempts.fail(attempt, new JobFailure("diverged", "planted"));
        return;
      }
      epochsTrained++;
      attempts.report(attempt, report(epoch, value));
    }
    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));
  }

  private static EpochReport report(int epoch, double top1) {
    return new EpochReport(epoch, 1, 0.5, 1, "validation", 1 - top1, top1, 1, top1 / 2, top1, 2);
  }

  /** Trains and decides until nothing changes any more. */
  void runAll(SweepRunner runner, UUID sweep) {
    do {
      runner.run(sweep);
    } while (runNext());
  }
}
