package dev.residual.sweep;

import static dev.residual.sweep.SweepRequest.filledIn;

import dev.residual.job.JobStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what is done next for a sweep. The decision depends on what is stored and on nothing else
 * that happened before, so it can be made again at any time, by any node.
 */
final class TrialScheduler {

  /**
   * What limits the next action.
   *
   * @param slots how many trials may be queued or running at the same time
   * @param hasRoom whether the queue and the limits of the owner leave room for another job
   * @param keptModels numbers of trials whose models cannot be deleted, because they are used
   */
  record Limits(int slots, boolean hasRoom, Set<Integer> keptModels) {}

  private final SweepRequest request;
  private final Ranking ranking;

  /**
   * @param request with its defaults filled in
   */
  TrialScheduler(SweepRequest request) {
    this.request = request;
    ranking = new Ranking(filledIn(request.objective()));
  }

  /**
   * Returns the next action.
   *
   * @param status of the sweep, which has not ended
   * @param trials all trials of the sweep, in their order
   */
  Action next(SweepStatus status, List<Trial> trials, Limits limits) {
    Optional<Trial> gone = trials.stream().filter(TrialScheduler::isWithoutJob).findFirst();
    if (gone.isPresent()) {
      return new Action.Cancel(gone.get());
    }
    Optional<Trial> needless = needlessModel(trials, limits);
    if (needless.isPresent()) {
      return new Action.DeleteModel(needless.get());
    }
    return status == SweepStatus.STOPPING ? stop(trials) : search(trials, limits);
  }

  /** Returns whether the job of a trial was deleted before its end was seen. */
  private static boolean isWithoutJob(Trial trial) {
    return (trial.status() == TrialStatus.ACTIVE || trial.status() == TrialStatus.PRUNING)
        && trial.jobStatus() == null;
  }

  /** Returns a trial that has a model, but is not the best of those that have succeeded. */
  private Optional<Trial> needlessModel(List<Trial> trials, Limits limits) {
    if (request.keepModels() == KeepModels.ALL) {
      return Optional.empty();
    }
    Optional<Trial> best = ranking.best(trials);
    return trials.stream()
        .filter(trial -> trial.model() != null && !limits.keptModels().contains(trial.number()))
        .filter(trial -> !best.equals(Optional.of(trial)))
        .findFirst();
  }

  private Action search(List<Trial> trials, Limits limits) {
    Asha asha = request.earlyStopping();
    SuccessiveHalving halving = asha == null ? null : new SuccessiveHalving(trials, asha, ranking);
    Optional<Trial> hopeless = halving == null ? Optional.empty() : halving.hopeless();
    if (hopeless.isPresent()) {
      return new Action.Prune(hopeless.get());
    }
    long busy = trials.stream().filter(Trial::isBusy).count();
    if (busy >= limits.slots()) {
      return new Action.Wait();
    }
    Optional<Trial> promotable = halving == null ? Optional.empty() : halving.promotable();
    if (promotable.isPresent()) {
      return new Action.Promote(promotable.get());
    }
    Optional<Trial> pending =
        trials.stream().filter(trial -> trial.status() == TrialStatus.PENDING).findFirst();
    if (pending.isPresent() && limits.hasRoom()) {
      return new Action.Submit(pending.get());
    }
    Optional<Trial> waiting =
        busy > 0 || halving == null ? Optional.empty() : halving.mostAdvanced();
    if (waiting.isPresent()) {
      return settle(waiting.get(), trials);
    }
    return trials.stream().allMatch(trial -> trial.status().isOver())
        ? new Action.Finish()
        : new Action.Wait();
  }

  /**
   * Decides about a trial that waits while nothing else can happen: no further trial can begin, and
   * none is among the best of its rung. It goes on if nothing better is there yet, or if its end
   * makes room for others.
   */
  private static Action settle(Trial waiting, List<Trial> trials) {
    boolean succeeded = trials.stream().anyMatch(trial -> trial.status() == TrialStatus.SUCCEEDED);
    boolean pending = trials.stream().anyMatch(trial -> trial.status() == TrialStatus.PENDING);
    return pending || !succeeded ? new Action.Promote(waiting) : new Action.Prune(waiting);
  }

  /** Ends all trials. The best one becomes a model, unless one has succeeded already. */
  private Action stop(List<Trial> trials) {
    List<Trial> unfinished = trials.stream().filter(trial -> !trial.status().isOver()).toList();
    boolean succeeded = trials.stream().anyMatch(trial -> trial.status() == TrialStatus.SUCCEEDED);
    Optional<Trial> survivor =
        unfinished.stream()
            .filter(trial -> trial.jobStatus() == JobStatus.STOPPING)
            .findFirst()
            .or(
                () ->
                    succeeded
                        ? Optional.empty()
                        : ranking.best(unfinished.stream().filter(this::canBeConcluded).toList()));
    for (Trial trial : unfinished) {
      if (survivor.equals(Optional.of(trial))) {
        if (trial.jobStatus() != JobStatus.STOPPING) {
          return new Action.Conclude(trial);
        }
      } else if (trial.jobStatus() != JobStatus.CANCELLING
          && trial.jobStatus() != JobStatus.STOPPING) {
        return new Action.Cancel(trial);
      }
    }
    return unfinished.isEmpty() ? new Action.Finish() : new Action.Wait();
  }

  private boolean canBeConcluded(Trial trial) {
    return trial.jobStatus() != JobStatus.CANCELLING && trial.epochsDone() > 0;
  }
}
