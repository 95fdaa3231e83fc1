package dev.residual.sweep;

import dev.residual.recipe.SelectBy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Compares trials by the objective of their sweep. */
final class Ranking {

  private final SelectBy objective;

  Ranking(SelectBy objective) {
    this.objective = objective;
  }

  /**
   * Returns the best trial: of those that were trained to their end if there are any, and otherwise
   * of those that have results. It is empty if there are none.
   */
  Optional<Trial> best(List<Trial> trials) {
    List<Trial> succeeded =
        trials.stream().filter(trial -> trial.status() == TrialStatus.SUCCEEDED).toList();
    return bestOf(succeeded).or(() -> bestOf(trials));
  }

  private Optional<Trial> bestOf(List<Trial> trials) {
    return trials.stream()
        .filter(trial -> trial.status() != TrialStatus.FAILED)
        .filter(trial -> trial.result(objective).isPresent())
        .min(byScore(Integer.MAX_VALUE));
  }

  /** Orders trials from the best to the worst after so many epochs. The older one is the better. */
  Comparator<Trial> byScore(int epoch) {
    return Comparator.<Trial>comparingDouble(trial -> -score(trial, epoch))
        .thenComparingInt(Trial::number);
  }

  private double score(Trial trial, int epoch) {
    return trial.status() == TrialStatus.FAILED
        ? Double.NEGATIVE_INFINITY
        : trial
            .resultAfter(epoch, objective)
            .map(result -> result.score(objective))
            .orElse(Double.NEGATIVE_INFINITY);
  }
}
