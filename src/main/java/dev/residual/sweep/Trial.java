package dev.residual.sweep;

import dev.residual.job.JobFailure;
import dev.residual.job.JobStatus;
import dev.residual.recipe.SelectBy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A trial as it is now: a row of the table, and what its job adds to it.
 *
 * @param number from 1, in the order in which trials start
 * @param parameters JSON: the values that distinguish it, by the names of fields
 * @param epochs the epochs of its whole training
 * @param bestEpoch whether its best epoch counts, rather than its last one
 * @param rung the rung that it trains to, or waits at, counted from 0
 * @param job null before its job is submitted
 * @param jobStatus null if it has no job, or none any more
 * @param results of its epochs so far, in order
 * @param model the model of its job, until that is deleted
 */
record Trial(
    int number,
    String parameters,
    int epochs,
    boolean bestEpoch,
    TrialStatus status,
    int rung,
    @Nullable UUID job,
    @Nullable JobStatus jobStatus,
    List<TrialResult> results,
    @Nullable UUID model,
    @Nullable JobFailure failure) {

  /**
   * Returns the result that counts after so many epochs, or empty if there is none. It is that of
   * the weights that the trial would have as a model.
   */
  Optional<TrialResult> resultAfter(int epoch, SelectBy objective) {
    List<TrialResult> until = results.stream().filter(result -> result.epoch() <= epoch).toList();
    if (until.isEmpty()) {
      return Optional.empty();
    }
    return bestEpoch
        ? until.stream().max(Comparator.comparingDouble(result -> result.score(objective)))
        : Optional.of(until.get(until.size() - 1));
  }

  /** Returns the result that counts now, or empty if there is none. */
  Optional<TrialResult> result(SelectBy objective) {
    return resultAfter(Integer.MAX_VALUE, objective);
  }

  /** Returns the number of epochs that are done. */
  int epochsDone() {
    return results.isEmpty() ? 0 : results.get(results.size() - 1).epoch();
  }

  /** Returns whether its job uses, or waits for, a device. */
  boolean isBusy() {
    return (status == TrialStatus.ACTIVE || status == TrialStatus.PRUNING)
        && jobStatus != null
        && jobStatus != JobStatus.PAUSED;
  }

  boolean isPaused() {
    return status == TrialStatus.ACTIVE && jobStatus == JobStatus.PAUSED;
  }

  /** Returns this trial with what its job says. */
  Trial with(JobStatus current, List<TrialResult> found) {
    return new Trial(
        number, parameters, epochs, bestEpoch, status, rung, job, current, found, model, failure);
  }
}
