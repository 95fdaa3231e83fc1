package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobFailure;
import dev.residual.job.JobStatus;
import dev.residual.job.QueueEntry;
import dev.residual.job.StaleAttemptException;
import dev.residual.job.Trainings;
import dev.residual.job.worker.JobWorker.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.util.backoff.BackOff;

/** Workers whose database is away, or whose job another worker has. */
class DatabaseOutageTests extends WorkerByHand {

  @Test
  void databaseOutageIsLeftToTheScheduler() {
    mockTraining(
        observer -> {
          throw new DataAccessResourceFailureException("unreachable");
        });

    assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(this::run);
    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(slots.jobOn(CPU)).isEmpty();
  }

  @Test
  void resultIsStoredAfterAnOutage() {
    var outage = new DataAccessResourceFailureException("unreachable");
    JobAttempts unreliable = mock(JobAttempts.class, delegatesTo(attempts));
    doThrow(outage)
        .doThrow(outage)
        .doAnswer(delegatesTo(attempts))
        .when(unreliable)
        .succeed(any(), any());
    AtomicInteger delays = new AtomicInteger();
    worker = worker(unreliable, countingBackOff(delays));
    mockTraining(observer -> {});

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(delays).hasValue(2);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().attempt()).isEqualTo(1);
  }

  @Test
  void resultIsStoredOnceIfTheResponseIsLost() {
    JobAttempts unreliable = mock(JobAttempts.class, delegatesTo(attempts));
    doAnswer(
            call -> {
              attempts.succeed(call.getArgument(0), call.getArgument(1));
              throw new DataAccessResourceFailureException("unreachable");
            })
        .doAnswer(delegatesTo(attempts))
        .when(unreliable)
        .succeed(any(), any());
    worker = worker(unreliable, NO_DELAY);
    mockTraining(observer -> {});

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(registry.find(String.valueOf(job().modelId()))).isPresent();
    verify(trainer, never()).discard(any());
  }

  @Test
  void shutdownDoesNotWaitForTheDatabase() {
    JobAttempts unreliable = mock(JobAttempts.class, delegatesTo(attempts));
    doThrow(new DataAccessResourceFailureException("unreachable"))
        .when(unreliable)
        .succeed(any(), any());
    worker = worker(unreliable, NO_DELAY);
    mockTraining(observer -> {});

    assertThatExceptionOfType(DataAccessResourceFailureException.class)
        .isThrownBy(() -> worker.run(new QueueEntry(id, 0), () -> true));
    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void staleAttemptCannotWrite() {
    JobAttempt stale = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
    JobAttempt current = attempts.start(new QueueEntry(id, 0), "cpu").orElseThrow();
    attempts.report(current, PROGRESS, List.of());

    for (Consumer<JobAttempt> write :
        List.<Consumer<JobAttempt>>of(
            attempt -> attempts.report(attempt, PROGRESS, List.of()),
            attempt -> attempts.report(attempt, EPOCH),
            attempt -> attempts.succeed(attempt, Trainings.saved(attempt.modelKey())),
            attempt -> attempts.fail(attempt, new JobFailure("data", "")),
            attempts::cancelled,
            attempts::release)) {
      assertThatExceptionOfType(StaleAttemptException.class).isThrownBy(() -> write.accept(stale));
    }

    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job().attempt()).isEqualTo(2);
    assertThat(epochs()).isEmpty();
  }

  @Test
  void resultOfAStaleAttemptIsDiscarded() {
    mockTraining(observer -> attempts.start(new QueueEntry(id, 0), "cpu"));

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job().modelId()).isNull();
  }

  private static BackOff countingBackOff(AtomicInteger delays) {
    return () ->
        () -> {
          delays.incrementAndGet();
          return 0;
        };
  }
}
