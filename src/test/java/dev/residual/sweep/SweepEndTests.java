package dev.residual.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.residual.model.ModelCatalog;
import dev.residual.model.ModelRegistry;
import dev.residual.web.Problem;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is left of a sweep that ends or is stopped: models, results and data. */
abstract class SweepEndTests extends PlantedSweeps {

  @Autowired private ModelCatalog models;
  @Autowired private ModelRegistry registry;

  @Test
  void modelsOfLosersAreDeletedAndTheBestIsPromotedOnlyIfAsked() {
    String request =
        """
        {'strategy': 'grid', 'job': {'epochs': 1}, 'space': {'optimizer.learningRate':
          [0.1, 0.01, 0.5]}, 'maxConcurrentTrials': 1 %s}""";
    SweepView quiet = run(request.formatted(""));
    assertThat(registry.hasDefault()).isFalse();
    verify(models, times(2)).delete(any());
    verify(models, never()).delete(quiet.best().modelId());
    assertThat(quiet.trials()).extracting(TrialView::modelId).filteredOn(m -> m != null).hasSize(1);

    SweepView promoted = run(request.formatted(", 'promote': 'always', 'keepModels': 'all'"));

    assertThat(registry.find("default").orElseThrow().id()).isEqualTo(promoted.best().modelId());
    assertThat(promoted.trials()).extracting(TrialView::modelId).doesNotContainNull();
    verify(models, times(2)).delete(any());
  }

  @Test
  void stoppedTrialsMakeModelsIfAllAreKept() {
    SweepView sweep =
        run(ASHA.formatted(6, 3).replace("{'strategy'", "{'keepModels': 'all', 'strategy'"));

    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(count(sweep, TrialStatus.PRUNED)).isPositive();
    assertThat(sweep.trials()).extracting(TrialView::modelId).doesNotContainNull();
  }

  @Test
  void stoppedSweepKeepsTheBestSoFar() {
    UUID id = submit(ASHA.formatted(12, 1));
    for (int i = 0; i < 3; i++) {
      runner.run(id);
      training.runNext();
    }
    lifecycle.stop(id);
    int before = training.epochsTrained;

    training.runAll(runner, id);

    SweepView sweep = sweepQueries.sweep(id);
    assertThat(sweep.status()).isEqualTo(SweepStatus.STOPPED);
    assertThat(sweep.best().status()).isEqualTo(TrialStatus.SUCCEEDED);
    assertThat(sweep.best().modelId()).isNotNull();
    assertThat(count(sweep, TrialStatus.CANCELLED) + count(sweep, TrialStatus.PRUNED))
        .isEqualTo(11);
    assertThat(training.epochsTrained).isEqualTo(before);
    assertThatExceptionOfType(Problem.class).isThrownBy(() -> lifecycle.stop(id));
  }

  @Test
  void sweepWithoutAResultIsStoppedAtOnce() {
    UUID id = submit(ASHA.formatted(12, 1));
    runner.run(id);
    lifecycle.stop(id);

    runner.run(id);

    assertThat(sweepQueries.sweep(id).status()).isEqualTo(SweepStatus.STOPPED);
    assertThat(jobs.queued()).isEmpty();
  }

  @Test
  void trialThatAClientCancelsIsLeftOut() {
    UUID id = submit(ASHA.formatted(6, 1));
    runner.run(id);
    jobLifecycle.cancel(sweepQueries.sweep(id).trials().get(0).jobId());
    jobLifecycle.delete(sweepQueries.sweep(id).trials().get(0).jobId());

    training.runAll(runner, id);

    SweepView sweep = sweepQueries.sweep(id);
    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(sweep.trials().get(0).status()).isEqualTo(TrialStatus.CANCELLED);
  }

  @Test
  void resultsOutliveTheJobs() {
    SweepView before = run(ASHA.formatted(4, 1));

    before.trials().forEach(trial -> jobLifecycle.delete(trial.jobId()));

    assertThat(sweepQueries.sweep(before.id()).trials())
        .extracting(TrialView::curve)
        .isEqualTo(before.trials().stream().map(TrialView::curve).toList());
  }

  @Test
  void sweepKeepsItsDataUntilItsLastTrialBegins(@Autowired TrialJobs users) {
    UUID id = submit(ASHA.formatted(2, 1));
    assertThat(users.userOf("fashion-mnist")).hasValue("sweep " + id);

    training.runAll(runner, id);

    assertThat(users.userOf("fashion-mnist")).isEmpty();
    lifecycle.delete(id);
    assertThat(sweepQueries.page(10, null).items()).isEmpty();
  }
}
