package dev.residual.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.job.JobStatus;
import dev.residual.job.JobView;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A sweep finds the best trial, and trains the others no longer than needed. */
abstract class SweepSearchTests extends PlantedSweeps {

  @Test
  void twelveTrialsFindThePlantedBestWithAtMostHalfOfTheEpochs() {
    for (int seed = 1; seed <= 4; seed++) {
      training.epochsTrained = 0;

      SweepView sweep = run(ASHA.formatted(12, seed));

      assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
      assertThat(rate(sweep.best())).isEqualTo(bestRate(sweep));
      assertThat(sweep.best().epochs()).isEqualTo(9);
      assertThat(sweep.epochsOfAll()).isEqualTo(12 * 9);
      assertThat(training.epochsTrained)
          .isEqualTo((int) sweep.epochsDone())
          .isLessThanOrEqualTo(12 * 9 / 2);
    }
  }

  @Test
  void withoutEarlyStoppingEveryTrialIsTrainedToItsEnd() {
    SweepView sweep =
        run(
            """
            {'strategy': 'grid', 'job': {'epochs': 3, 'seed': 7}, 'objective': 'loss', 'space':
             {'optimizer.learningRate': {'min': 0.001, 'max': 0.1, 'scale': 'log', 'steps': 3},
              'batchSize': [16, 32]}}""");

    assertThat(count(sweep, TrialStatus.SUCCEEDED)).isEqualTo(6);
    assertThat(sweep.trials()).extracting(TrialView::epochs).containsOnly(3);
    assertThat(rate(sweep.best())).isEqualTo(0.01);
    assertThat(sweep.best().value()).isEqualTo(sweep.best().loss());
    assertThat(sweep.evalSplit()).isEqualTo("validation");
    assertThat(sweep.best().curve()).hasSize(3).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void trialIsPausedExactlyAtItsRung() {
    UUID id = submit(ASHA.formatted(3, 1));
    runner.run(id);

    training.runNext();

    assertThat(training.epochsTrained).isEqualTo(1);
    assertThat(sweepQueries.sweep(id).trials().get(0).jobStatus()).isEqualTo(JobStatus.PAUSED);
  }

  @Test
  void trialsThatDivergeAreTheWorst() {
    training.top1 = (job, epoch) -> rate(job) > 0.02 ? Double.NaN : planted(job, epoch);

    SweepView sweep = run(ASHA.formatted(12, 2));

    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(count(sweep, TrialStatus.FAILED)).isPositive();
    assertThat(sweep.trials())
        .filteredOn(trial -> trial.status() == TrialStatus.FAILED)
        .allSatisfy(trial -> assertThat(trial.failure().code()).isEqualTo("diverged"));
    assertThat(sweep.best().status()).isEqualTo(TrialStatus.SUCCEEDED);
  }

  private static double rate(JobView job) {
    return job.request().training().optimizer().learningRate();
  }

  @Test
  void sweepWithoutASuccessHasFailed() {
    training.top1 = (job, epoch) -> Double.NaN;

    SweepView sweep = run(ASHA.formatted(4, 2));

    assertThat(sweep.status()).isEqualTo(SweepStatus.FAILED);
    assertThat(sweep.best()).isNull();
  }
}
