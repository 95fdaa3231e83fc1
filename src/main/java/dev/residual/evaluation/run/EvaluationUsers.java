package dev.residual.evaluation.run;

import dev.residual.dataset.DatasetUsers;
import dev.residual.model.ModelRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Keeps data sets and models that an evaluation uses, or will use. */
@Component
class EvaluationUsers implements DatasetUsers, ModelRegistry.Users {

  static final Set<EvaluationStatus> UNFINISHED =
      EnumSet.of(EvaluationStatus.QUEUED, EvaluationStatus.RUNNING);

  private final EvaluationRuns runs;

  EvaluationUsers(EvaluationRuns runs) {
    this.runs = runs;
  }

  @Override
  public Optional<String> userOf(String dataset) {
    return first(runs.using(dataset, UNFINISHED, Limit.of(1)));
  }

  @Override
  public Optional<String> userOf(UUID model) {
    return first(runs.of(model, UNFINISHED, Limit.of(1)));
  }

  private static Optional<String> first(List<UUID> runs) {
    return runs.stream().map(id -> "evaluation " + id).findFirst();
  }
}
