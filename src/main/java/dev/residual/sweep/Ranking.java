package dev.residual.sweep;

import dev.residual.recipe.SelectBy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    return best(
        trials.stream()
            .filter(trial -> trial.status() != TrialStatus.FAILED)
            .filter(trial -> !trial.results().isEmpty()),
        Integer.MAX_VALUE);
  }

  /** Returns the best of some trials after so many epochs. */
  Optional<Trial> best(Stream<Trial> trials, int epoch) {
    return ranked(trials, epoch).stream().findFirst();
  }

  /**
   * Returns trials from the best to the worst after so many epochs. The older one is the better.
   */
  List<Trial> ranked(Stream<Trial> trials, int epoch) {
    return trials
        .map(trial -> new Scored(trial, score(trial, epoch)))
        .sorted(
            Comparator.comparingDouble(Scored::score)
                .reversed()
                .thenComparingInt(scored -> scored.trial().number()))
        .map(Scored::trial)
        .toList();
  }

  private record Scored(Trial trial, double score) {}

  private double score(Trial trial, int epoch) {
    return trial.status() == TrialStatus.FAILED
        ? Double.NEGATIVE_INFINITY
        : trial
            .resultAfter(epoch, objective)
            .map(result -> result.score(objective))
            .orElse(Double.NEGATIVE_INFINITY);
  }
}
