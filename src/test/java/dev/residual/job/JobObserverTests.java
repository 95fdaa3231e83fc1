package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import dev.residual.SettableClock;
import dev.residual.training.Progress;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class JobObserverTests {

  private final Assignment attempt = new Assignment(UUID.randomUUID(), 1, Requests.USUAL);
  private final SettableClock clock = new SettableClock();
  private final JobLedger ledger = mock();
  private boolean shuttingDown;
  private final JobObserver observer = new JobObserver(attempt, ledger, () -> shuttingDown, clock);

  @BeforeEach
  void itsJobRuns() {
    stands(JobStatus.RUNNING);
  }

  @Test
  void asksAtTheFirstBatchWhetherTheJobIsStillWanted() {
    assertThat(observer.wanted()).isTrue();

    verify(ledger).status(attempt);
  }

  @Test
  void tellsTheRowAtMostOnceASecondAndThenTheNewest() {
    observer.stepped(Trainings.step(1));
    observer.wanted();
    observer.stepped(Trainings.step(2));
    observer.wanted();
    clock.advance(Duration.ofMillis(999));
    observer.stepped(Trainings.step(3));
    observer.wanted();
    verify(ledger, times(1)).report(any(), any(Progress.class));

    clock.advance(Duration.ofMillis(1));
    observer.stepped(Trainings.step(4));
    observer.wanted();

    InOrder told = inOrder(ledger);
    told.verify(ledger).report(attempt, Trainings.step(1));
    told.verify(ledger).report(attempt, Trainings.step(4));
    verifyNoMoreInteractions(ledger);
  }

  @Test
  void tellsNothingTwice() {
    observer.stepped(Trainings.step(1));
    observer.wanted();
    clock.advance(Duration.ofSeconds(1));
    observer.wanted();

    verify(ledger, times(1)).report(attempt, Trainings.step(1));
    verify(ledger).status(attempt);
  }

  @Test
  void seesACancellingWithinASecond() {
    observer.wanted();
    stands(JobStatus.CANCELLING);
    assertThat(observer.wanted()).isTrue();
    assertThat(observer.wasCancelled()).isFalse();

    clock.advance(Duration.ofSeconds(1));

    assertThat(observer.wanted()).isFalse();
    assertThat(observer.wasCancelled()).isTrue();
  }

  @Test
  void seesACancellingAlsoWithEachReport() {
    observer.wanted();
    stands(JobStatus.CANCELLING);
    clock.advance(Duration.ofSeconds(1));
    observer.stepped(Trainings.step(1));

    assertThat(observer.wanted()).isFalse();
  }

  @Test
  void anEpochsEndIsToldAtOnceAndItsLastStepWithIt() {
    observer.wanted();
    observer.stepped(Trainings.step(10));
    verify(ledger, never()).report(any(), any(Progress.class));

    observer.epochEnded(Trainings.epoch(1));

    verify(ledger).report(attempt, Trainings.epoch(1));
    verify(ledger).report(attempt, Trainings.step(10));
  }

  @Test
  void aStoppingServiceWantsNoTrainingButHasNotCancelledIt() {
    shuttingDown = true;

    assertThat(observer.wanted()).isFalse();
    assertThat(observer.wasCancelled()).isFalse();
  }

  private void stands(JobStatus status) {
    when(ledger.status(attempt)).thenReturn(status);
    when(ledger.report(any(), any(Progress.class))).thenReturn(status);
  }
}
