package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import dev.residual.SettableClock;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobStatus;
import dev.residual.job.Requests;
import dev.residual.job.Trainings;
import dev.residual.torch.Precision;
import dev.residual.training.EpochReport;
import dev.residual.training.TrainingSignal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;
import org.springframework.dao.DataAccessResourceFailureException;

class JobObserverTests {

  private final JobAttempt attempt = new JobAttempt(UUID.randomUUID(), 1, Requests.DEFAULT, null);
  private final SettableClock clock = new SettableClock();
  private final JobAttempts attempts = mock();
  private boolean shuttingDown;
  private final JobObserver observer =
      new JobObserver(attempt, attempts, () -> shuttingDown, Duration.ofSeconds(1), clock);

  @BeforeEach
  void setRunning() {
    setStatus(JobStatus.RUNNING);
  }

  @Test
  void firstBatchReadsTheStatus() {
    assertThat(observer.signal()).isEqualTo(TrainingSignal.CONTINUE);

    verify(attempts).status(attempt);
  }

  @Test
  void newestProgressIsStoredAtMostOncePerSecond() {
    observer.stepped(Trainings.step(1));
    observer.signal();
    observer.stepped(Trainings.step(2));
    observer.signal();
    clock.advance(Duration.ofMillis(999));
    observer.stepped(Trainings.step(3));
    observer.signal();
    verify(attempts, times(1)).report(any(), any(), any());

    clock.advance(Duration.ofMillis(1));
    observer.stepped(Trainings.step(4));
    observer.signal();

    InOrder order = inOrder(attempts);
    order.verify(attempts).report(attempt, Trainings.step(1), List.of());
    order.verify(attempts).report(attempt, Trainings.step(4), List.of());
    verifyNoMoreInteractions(attempts);
  }

  @Test
  void progressIsStoredOnce() {
    observer.stepped(Trainings.step(1));
    observer.signal();
    clock.advance(Duration.ofSeconds(1));
    observer.signal();

    verify(attempts, times(1)).report(attempt, Trainings.step(1), List.of());
    verify(attempts).status(attempt);
  }

  @Test
  void cancellationIsSeenWithinASecond() {
    observer.signal();
    setStatus(JobStatus.CANCELLING);
    assertThat(observer.signal()).isEqualTo(TrainingSignal.CONTINUE);

    clock.advance(Duration.ofSeconds(1));

    assertThat(observer.signal()).isEqualTo(TrainingSignal.ABANDON);
  }

  @Test
  void cancellationIsSeenWhenProgressIsStored() {
    observer.signal();
    setStatus(JobStatus.CANCELLING);
    clock.advance(Duration.ofSeconds(1));
    observer.stepped(Trainings.step(1));

    assertThat(observer.signal()).isEqualTo(TrainingSignal.ABANDON);
  }

  @Test
  void endedEpochIsStoredAtOnceWithItsLastStep() {
    observer.signal();
    observer.stepped(Trainings.step(10));
    verify(attempts, never()).report(any(), any(), any());

    observer.epochEnded(Trainings.epoch(1));

    verify(attempts).report(attempt, Trainings.epoch(1));
    verify(attempts).report(attempt, Trainings.step(10), List.of());
  }

  @Test
  void shutdownSuspendsAndCancellationAbandons() {
    shuttingDown = true;
    assertThat(observer.signal()).isEqualTo(TrainingSignal.SUSPEND);

    setStatus(JobStatus.CANCELLING);
    clock.advance(Duration.ofSeconds(1));
    assertThat(observer.signal()).isEqualTo(TrainingSignal.ABANDON);
  }

  @Test
  void pauseSuspendsAndStopConcludes() {
    setStatus(JobStatus.PAUSING);
    assertThat(observer.signal()).isEqualTo(TrainingSignal.SUSPEND);

    setStatus(JobStatus.STOPPING);
    clock.advance(Duration.ofSeconds(1));
    assertThat(observer.signal()).isEqualTo(TrainingSignal.CONCLUDE);
    shuttingDown = true;
    assertThat(observer.signal()).as("the next worker concludes").isEqualTo(TrainingSignal.SUSPEND);
  }

  @Test
  void allLoggedStepsAreStoredOnce() {
    observer.signal();
    for (int step = 1; step <= 2; step++) {
      observer.stepped(Trainings.step(step));
      observer.logged(Trainings.step(step));
    }
    clock.advance(Duration.ofSeconds(1));
    observer.signal();
    observer.stepped(Trainings.step(3));
    clock.advance(Duration.ofSeconds(1));
    observer.signal();

    verify(attempts)
        .report(
            attempt,
            Trainings.step(2),
            List.of(StepLogged.of(Trainings.step(1)), StepLogged.of(Trainings.step(2))));
    verify(attempts).report(attempt, Trainings.step(3), List.of());
  }

  @Test
  void precisionIsStored() {
    observer.started(Precision.BF16, 0);

    verify(attempts).report(attempt, Precision.BF16, 0);
  }

  @Test
  void outageDelaysProgressButNotTraining() {
    doThrow(new DataAccessResourceFailureException("unreachable"))
        .when(attempts)
        .report(attempt, Trainings.epoch(1));
    observer.epochEnded(Trainings.epoch(1));
    observer.stepped(Trainings.step(3));
    assertThat(observer.signal()).isEqualTo(TrainingSignal.CONTINUE);

    doReturn(JobStatus.RUNNING).when(attempts).report(attempt, Trainings.epoch(1));
    clock.advance(Duration.ofSeconds(10));
    observer.signal();

    verify(attempts, times(3)).report(attempt, Trainings.epoch(1));
    verify(attempts).report(attempt, Trainings.step(3), List.of());
  }

  @Test
  void longOutageThinsOutStepsAndLosesNoEpoch() {
    int steps = 100_000;
    int epochs = 1000;
    doThrow(new DataAccessResourceFailureException("unreachable"))
        .when(attempts)
        .report(any(), any(), any());
    for (int step = 1; step <= steps; step++) {
      observer.stepped(Trainings.step(step));
      observer.logged(Trainings.step(step));
    }
    for (int epoch = 1; epoch <= epochs; epoch++) {
      observer.epochEnded(Trainings.epoch(epoch));
    }
    verify(attempts, never()).report(any(), any(EpochReport.class));

    doReturn(JobStatus.RUNNING).when(attempts).report(any(), any(), any());
    observer.persist();

    ArgumentCaptor<List<StepLogged>> stored = ArgumentCaptor.captor();
    verify(attempts, atLeastOnce())
        .report(eq(attempt), eq(Trainings.step(steps)), stored.capture());
    assertThat(stored.getValue()).hasSizeBetween(500, 1000);
    for (int i = 0; i < stored.getValue().size(); i++) {
      assertThat(stored.getValue().get(i).step()).as("evenly spaced").isEqualTo(1 + 128 * i);
    }
    verify(attempts, times(epochs)).report(eq(attempt), any(EpochReport.class));
  }

  private void setStatus(JobStatus status) {
    when(attempts.status(attempt)).thenReturn(status);
    when(attempts.report(any(), any(), any())).thenReturn(status);
  }
}
