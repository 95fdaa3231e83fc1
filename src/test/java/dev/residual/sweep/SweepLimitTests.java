package dev.residual.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.when;

import dev.residual.access.Caller;
import dev.residual.access.KeyLimits;
import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.web.Problem;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;

/** A key has a limited number of unfinished sweeps, and of their jobs. */
abstract class SweepLimitTests extends PlantedSweeps {

  @Autowired private KeyLimits keys;

  /** Paused trials count as unfinished jobs, so the limit is reached before any is promoted. */
  @Test
  void limitOfUnfinishedJobsSlowsASweepDownButDoesNotStopIt() {
    Caller owner = ownerOfAtMost(2);
    UUID id = owner.call(() -> submit(ASHA.formatted(7, 1)));

    training.runAll(runner, id);

    SweepView sweep = sweepQueries.sweep(id);
    assertThat(sweep.status()).isEqualTo(SweepStatus.SUCCEEDED);
    assertThat(sweep.owner()).isEqualTo(owner.id());
    assertThat(jobQueries.job(sweep.best().jobId()).owner()).isEqualTo(owner.id());
    assertThat(rate(sweep.best())).isEqualTo(bestRate(sweep));
  }

  @Test
  void limitThatIsChangedHoldsForARunningSweep() {
    Caller owner = ownerOfAtMost(2);
    UUID id = owner.call(() -> submit(ASHA.formatted(8, 1).replace("Trials': 1,", "Trials': 6,")));
    runner.run(id);
    assertThat(jobs.queued()).hasSize(2);

    when(keys.of(owner.id())).thenReturn(limits(4));
    runner.run(id);
    assertThat(jobs.queued()).hasSize(4);

    when(keys.of(owner.id())).thenReturn(limits(1));
    jobs.queued().stream().limit(3).forEach(jobLifecycle::cancel);
    runner.run(id);
    assertThat(jobs.queued()).hasSize(1);
  }

  @Test
  void keyHasNoMoreUnfinishedSweepsThanItMayHaveJobs() {
    Caller owner = ownerOfAtMost(2);
    UUID first = owner.call(() -> submit(ASHA.formatted(1, 1)));
    owner.call(() -> submit(ASHA.formatted(1, 1)));

    assertRefused(owner, "its limit unfinishedJobs");
    training.runAll(runner, first);
    owner.call(() -> submit(ASHA.formatted(1, 1)));
  }

  @Test
  void keyHasNoMoreThanAQuarterOfTheUnfinishedSweeps() {
    Caller owner = new Caller(UUID.randomUUID(), Role.TRAINER);
    for (int i = 0; i < 25; i++) {
      owner.call(() -> submit(ASHA.formatted(1, 1)));
    }

    assertRefused(owner, "residual.sweeps.max-unfinished");
    new Caller(UUID.randomUUID(), Role.TRAINER).call(() -> submit(ASHA.formatted(1, 1)));
    submit(ASHA.formatted(1, 1)); // where nobody is asked for a key
  }

  private void assertRefused(Caller owner, String reason) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> owner.call(() -> submit(ASHA.formatted(1, 1))))
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
              assertThat(problem.getBody().getProperties())
                  .containsEntry(Problem.CODE, "too-many-sweeps-of-key");
              assertThat(problem.getBody().getDetail()).contains(reason);
            });
  }

  private Caller ownerOfAtMost(int jobs) {
    Caller owner = new Caller(UUID.randomUUID(), Role.TRAINER, limits(jobs));
    when(keys.of(owner.id())).thenReturn(owner.limits());
    return owner;
  }

  private static Limits limits(int jobs) {
    return new Limits(null, null, null, jobs, null);
  }
}
