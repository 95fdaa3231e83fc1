package dev.residual.sweep;

import static dev.residual.sweep.SweepRequest.filledIn;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.residual.recipe.SelectBy;
import dev.residual.web.Link;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sweep in responses to clients. Lists omit {@code request} and {@code trials}.
 *
 * @param owner the key of the client that submitted it; null if nobody was asked for one
 * @param objective what is best
 * @param evalSplit the images that the objective was measured on; null before the first result
 * @param counts number of trials by their status
 * @param epochsDone epochs that all trials have trained so far
 * @param epochsOfAll epochs that all trials would train without early stopping
 * @param rungs the epochs after which trials are compared; empty without early stopping
 * @param best the best trial: of those that were trained to their end or, if there is none yet, of
 *     all that have results
 */
@Schema(name = "Sweep")
public record SweepView(
    UUID id,
    @Nullable UUID owner,
    @Nullable String name,
    SweepStatus status,
    SelectBy objective,
    @Schema(allowableValues = {"validation", "test"}) @Nullable String evalSplit,
    Map<TrialStatus, Integer> counts,
    long epochsDone,
    long epochsOfAll,
    List<Integer> rungs,
    @Nullable TrialView best,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SweepRequest request,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<TrialView> trials,
    Instant createdAt,
    @Nullable Instant finishedAt,
    Map<String, Link> links) {

  static SweepView of(Sweep sweep, List<Trial> trials, boolean full) {
    SweepRequest request = sweep.request();
    SelectBy objective = filledIn(request.objective());
    Asha asha = request.earlyStopping();
    Map<TrialStatus, Integer> counts = new EnumMap<>(TrialStatus.class);
    trials.forEach(trial -> counts.merge(trial.status(), 1, Integer::sum));
    String self = "/sweeps/" + sweep.id();
    return new SweepView(
        sweep.id(),
        sweep.owner(),
        sweep.name(),
        sweep.status(),
        objective,
        trials.stream()
            .flatMap(trial -> trial.results().stream().map(TrialResult::split))
            .findFirst()
            .orElse(null),
        counts,
        trials.stream().mapToLong(Trial::epochsDone).sum(),
        trials.stream().mapToLong(Trial::epochs).sum(),
        asha == null ? List.of() : asha.rungs(trials.get(0).epochs()),
        new Ranking(objective)
            .best(trials)
            .map(trial -> TrialView.of(trial, objective))
            .orElse(null),
        full ? request : null,
        full ? trials.stream().map(trial -> TrialView.of(trial, objective)).toList() : null,
        sweep.createdAt(),
        sweep.finishedAt(),
        Map.of(
            "self", new Link(self),
            "csv", new Link(self + "/trials.csv"),
            "jobs", new Link("/jobs?label=sweep:" + sweep.id())));
  }
}
