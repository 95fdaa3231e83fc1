package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.residual.model.StoredModel;
import dev.residual.torch.Precision;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Only the current attempt may write, and there are not more attempts than allowed. */
abstract class JobAttemptTests extends StoredJobs {

  @Autowired private TransactionTemplate transaction;

  @Test
  void attemptHasItsRequestAndItsOwnModelKey() {
    UUID id = submit();

    JobAttempt first = start(id);
    JobAttempt second = start(id);

    assertThat(first).isEqualTo(new JobAttempt(id, 1, Requests.DEFAULT, null));
    assertThat(first.modelKey()).isEqualTo("jobs/%s/1/model", id);
    assertThat(second.modelKey()).isEqualTo("jobs/%s/2/model", id);
  }

  @Test
  void staleAttemptCannotWrite() {
    UUID id = submit();
    JobAttempt first = start(id);
    JobAttempt second = start(id);
    attempts.report(second, Trainings.step(5), List.of());
    attempts.report(second, Trainings.epoch(1));
    StoredModel lateModel = Trainings.saved(first.modelKey());

    Stream.<ThrowingCallable>of(
            () -> attempts.status(first),
            () -> attempts.report(first, Trainings.step(9), List.of()),
            () -> attempts.report(first, Trainings.epoch(1)),
            () -> attempts.succeed(first, lateModel),
            () -> attempts.fail(first, new JobFailure("data", "broken")),
            () -> attempts.cancelled(first),
            () -> attempts.report(first, Precision.FP32, 3),
            () -> attempts.retryLater(first, new JobFailure("storage", "full")),
            () -> attempts.release(first, "storage"),
            () -> attempts.release(first))
        .forEach(JobAttemptTests::assertStale);

    transaction.executeWithoutResult(
        status -> {
          Job job = found(id);
          assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
          assertThat(job.attempt()).isEqualTo(2);
          assertThat(job.progress()).isEqualTo(Trainings.step(5));
          assertThat(job.epochs()).hasSize(1);
          assertThat(job.modelId()).isNull();
        });
    assertThat(finished()).isEmpty();
  }

  @Test
  void endedAttemptCannotWrite() {
    JobAttempt attempt = start(submit());
    attempts.fail(attempt, new JobFailure("data", "broken"));

    assertStale(() -> attempts.succeed(attempt, Trainings.saved(attempt.modelKey())));
    assertStale(() -> attempts.status(attempt));

    lifecycle.delete(attempt.job());
    assertStale(() -> attempts.report(attempt, Trainings.step(1), List.of()));
    assertStale(() -> attempts.status(attempt));
  }

  @Test
  void finishedOrUnknownJobIsNotStarted() {
    UUID cancelled = submit();
    lifecycle.cancel(cancelled);

    assertThat(attempts.start(new QueueEntry(cancelled, 0), "cpu")).isEmpty();
    assertThat(attempts.start(new QueueEntry(UUID.randomUUID(), 0), "cpu")).isEmpty();
    assertThat(attempts.requestedDevice(new QueueEntry(cancelled, 0))).isEmpty();
    assertThat(attempts.requestedDevice(new QueueEntry(UUID.randomUUID(), 0))).isEmpty();
    assertThat(found(cancelled).attempt()).isZero();
  }

  @Test
  void jobFailsAfterItsLastAttempt() {
    UUID id = submit();
    start(id);
    start(id);
    start(id);

    assertThat(attempts.start(entry(id), "cpu")).isEmpty();

    assertThat(found(id).status()).isEqualTo(JobStatus.FAILED);
    assertThat(found(id).failure())
        .isEqualTo(
            new JobFailure(
                "attempts-exhausted",
                "The job lost its worker 3 times without progress; the log of the service may show"
                    + " why"));
  }

  @Test
  void jobThatMakesProgressIsNotGivenUp() {
    UUID id = submit();
    for (int step = 1; step <= 5; step++) {
      attempts.report(start(id), Precision.FP32, step);
    }
    assertThat(found(id).attempt()).isEqualTo(5);

    for (int i = 0; i < 2; i++) {
      attempts.report(start(id), Precision.FP32, 5);
    }
    assertThat(attempts.start(entry(id), "cpu")).isEmpty();
    assertThat(found(id).failure().code()).isEqualTo("attempts-exhausted");
  }

  @Test
  void releasedAttemptDoesNotCount() {
    UUID id = submit();
    for (int i = 0; i < 5; i++) {
      attempts.release(start(id));
    }

    assertThat(found(id).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(start(id).attempt()).isEqualTo(1);
  }

  @Test
  void reportReturnsTheCancellingStatus() {
    JobAttempt attempt = start(submit());
    assertThat(attempts.report(attempt, Trainings.step(1), List.of())).isEqualTo(JobStatus.RUNNING);

    lifecycle.cancel(attempt.job());

    assertThat(attempts.report(attempt, Trainings.step(2), List.of()))
        .isEqualTo(JobStatus.CANCELLING);
    assertThat(attempts.status(attempt)).isEqualTo(JobStatus.CANCELLING);
  }

  private static void assertStale(ThrowingCallable write) {
    assertThatExceptionOfType(StaleAttemptException.class).isThrownBy(write);
  }
}
