package dev.residual.sweep;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides which trials go on and which are stopped, by asynchronous successive halving with
 * promotion. A trial that has reached a rung is paused there. It goes on when it is among the best
 * of those that have reached the rung, one of {@code factor}, and is stopped as soon as that has
 * become impossible. A trial that failed counts as the worst of the rung that it trained to.
 */
final class SuccessiveHalving {

  private final List<Trial> trials;
  private final List<Integer> rungs;
  private final int factor;
  private final Ranking ranking;

  /**
   * @param trials those of a sweep, all with the same number of epochs
   */
  SuccessiveHalving(List<Trial> trials, Asha asha, Ranking ranking) {
    this.trials = trials;
    this.ranking = ranking;
    rungs = asha.rungs(trials.get(0).epochs());
    factor = asha.factor();
  }

  /** Returns the best trial that may go on, of the highest rung that has one. */
  Optional<Trial> promotable() {
    for (int rung = rungs.size() - 1; rung >= 0; rung--) {
      List<Trial> ranked = ranked(rung);
      for (Trial trial : ranked.subList(0, ranked.size() / factor)) {
        if (waitsAt(trial, rung)) {
          return Optional.of(trial);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns a trial that cannot become one of the best of its rung any more. */
  Optional<Trial> hopeless() {
    for (int rung = 0; rung < rungs.size(); rung++) {
      List<Trial> ranked = ranked(rung);
      int reachable = ranked.size() + (int) trials.stream().filter(mayReach(rung)).count();
      // The best one of a rung stays, in case that it is the best of all in the end.
      int places = Math.max(1, reachable / factor);
      for (Trial trial : ranked.subList(Math.min(places, ranked.size()), ranked.size())) {
        if (waitsAt(trial, rung)) {
          return Optional.of(trial);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the best trial of the highest rung at which one waits. */
  Optional<Trial> mostAdvanced() {
    for (int rung = rungs.size() - 1; rung >= 0; rung--) {
      int of = rung;
      Optional<Trial> best =
          ranking.best(trials.stream().filter(trial -> waitsAt(trial, of)), rungs.get(rung));
      if (best.isPresent()) {
        return best;
      }
    }
    return Optional.empty();
  }

  /** Returns whether a trial is paused at the rung that it trained to. */
  boolean waits(Trial trial) {
    return waitsAt(trial, trial.rung());
  }

  private boolean waitsAt(Trial trial, int rung) {
    return trial.rung() == rung
        && trial.isPaused()
        && rung < rungs.size()
        && trial.epochsDone() >= rungs.get(rung);
  }

  /** Returns the trials that have reached a rung, from the best to the worst. */
  private List<Trial> ranked(int rung) {
    return ranking.ranked(
        trials.stream().filter(trial -> hasReached(trial, rung)), rungs.get(rung));
  }

  private boolean hasReached(Trial trial, int rung) {
    return trial.epochsDone() >= rungs.get(rung)
        || trial.status() == TrialStatus.SUCCEEDED
        || (trial.status() == TrialStatus.FAILED && trial.rung() >= rung);
  }

  private Predicate<Trial> mayReach(int rung) {
    return trial ->
        (trial.status() == TrialStatus.PENDING || trial.status() == TrialStatus.ACTIVE)
            && !hasReached(trial, rung);
  }
}
