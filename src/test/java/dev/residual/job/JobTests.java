package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobTests {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant STARTED = CREATED.plusSeconds(10);
  private static final Instant LATER = CREATED.plusSeconds(20);

  private static final EpochResult EPOCH = EpochResult.of(Trainings.epoch(1));

  private final UUID id = UUID.randomUUID();
  private final Job job = new Job(id, null, Requests.named("mine", 7), null, CREATED);

  @Test
  void newJobIsQueuedWithItsNameAndPriority() {
    assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job.name()).isEqualTo("mine");
    assertThat(job.priority()).isEqualTo(7);
    assertThat(job.attempt()).isZero();
    assertThat(job.createdAt()).isEqualTo(CREATED);
    assertThat(job.startedAt()).isNull();
    assertThat(job.finishedAt()).isNull();
  }

  @Test
  void jobStartsOnADevice() {
    job.start("here", "cpu", STARTED);

    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job.attempt()).isEqualTo(1);
    assertThat(job.device()).isEqualTo("cpu");
    assertThat(job.startedAt()).isEqualTo(STARTED);
  }

  @Test
  void secondAttemptKeepsTheStartTimeAndTheEpochs() {
    job.start("here", "gpu0", STARTED);
    job.report(Trainings.step(3));
    job.report(EPOCH);

    job.start("here", "gpu1", LATER);

    assertThat(job.attempt()).isEqualTo(2);
    assertThat(job.device()).isEqualTo("gpu1");
    assertThat(job.startedAt()).isEqualTo(STARTED);
    assertThat(job.progress()).isNull();
    assertThat(job.epochs()).containsExactly(EPOCH);
  }

  @ParameterizedTest
  @EnumSource(
      value = JobStatus.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"QUEUED", "RUNNING", "STOPPING"})
  void jobWithNothingToTrainCannotStart(JobStatus status) {
    moveTo(status);
    int attempt = job.attempt();

    assertThatExceptionOfType(JobStateException.class)
        .isThrownBy(() -> job.start("here", "cpu", LATER))
        .withMessage("Job %s is %s", id, status)
        .satisfies(e -> assertThat(e.code()).isEqualTo("not-queued"));

    assertThat(job.status()).isEqualTo(status);
    assertThat(job.attempt()).isEqualTo(attempt);
  }

  @Test
  void attemptsAreExhaustedAtTheMaximum() {
    job.start("here", "cpu", STARTED);
    job.start("here", "cpu", STARTED);
    assertThat(job.attemptsExhausted(3)).isFalse();

    job.start("here", "cpu", STARTED);

    assertThat(job.attemptsExhausted(3)).isTrue();
  }

  @Test
  void staleAttemptIsRejected() {
    assertStale(0);
    job.start("here", "cpu", STARTED);
    job.requireAttempt(1);
    assertStale(2);

    job.start("here", "cpu", LATER);
    job.requireAttempt(2);
    assertStale(1);

    job.cancel(LATER);
    job.requireAttempt(2);

    job.cancelled(LATER);
    assertStale(2);
  }

  @Test
  void reportedProgressAndEpochsAreKept() {
    job.start("here", "cpu", STARTED);

    job.report(Trainings.step(3));
    job.report(EPOCH);

    assertThat(job.progress()).isEqualTo(Trainings.step(3));
    assertThat(job.epochs()).containsExactly(EPOCH);
  }

  @Test
  void succeededJobHasAModel() {
    UUID model = UUID.randomUUID();
    job.start("here", "cpu", STARTED);

    job.succeed(model, null, LATER);

    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.modelId()).isEqualTo(model);
    assertThat(job.finishedAt()).isEqualTo(LATER);
  }

  @Test
  void failureMessageIsCutTo1000Characters() {
    job.start("here", "cpu", STARTED);

    job.fail(new JobFailure("data", "x".repeat(2000)), LATER);

    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.failure()).isEqualTo(new JobFailure("data", "x".repeat(1000)));
    assertThat(job.finishedAt()).isEqualTo(LATER);
  }

  @Test
  void releasedJobKeepsItsProgressButNotItsAttempt() {
    job.start("here", "cpu", STARTED);
    job.report(Trainings.step(3));
    job.report(EPOCH);

    job.release();

    assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job.attempt()).isZero();
    assertThat(job.device()).isNull();
    assertThat(job.progress()).isEqualTo(Trainings.step(3));
    assertThat(job.epochs()).hasSize(1);
  }

  @Test
  void queuedJobIsPausedAtOnceAndRunningJobByItsWorker() {
    job.pause();
    assertThat(job.status()).isEqualTo(JobStatus.PAUSED);

    job.resume();
    job.start("here", "cpu", STARTED);
    job.pause();
    job.pause();
    assertThat(job.status()).isEqualTo(JobStatus.PAUSING);

    job.release();
    assertThat(job.status()).isEqualTo(JobStatus.PAUSED);
    assertThat(job.attempt()).isZero();
    assertStale(1);
  }

  @Test
  void resumedJobHasANewQueueEntry() {
    job.pause();

    assertThat(job.resume()).isTrue();

    assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job.queueEntry()).isEqualTo(1);
  }

  @Test
  void resumedPausingJobKeepsRunning() {
    job.start("here", "cpu", STARTED);
    job.pause();

    assertThat(job.resume()).isFalse();

    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job.queueEntry()).isZero();
    job.requireAttempt(1);
  }

  @Test
  void stoppingJobStaysStoppingUntilItSucceeds() {
    job.start("here", "cpu", STARTED);

    assertThat(job.stop()).isFalse();
    assertThat(job.stop()).isFalse();
    job.release();
    assertThat(job.status()).isEqualTo(JobStatus.STOPPING);
    job.start("here", "cpu", LATER);
    assertThat(job.status()).isEqualTo(JobStatus.STOPPING);

    job.succeed(UUID.randomUUID(), null, LATER);
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void stoppedPausedJobIsQueued() {
    job.start("here", "cpu", STARTED);
    job.pause();
    job.release();

    assertThat(job.stop()).isTrue();

    assertThat(job.status()).isEqualTo(JobStatus.STOPPING);
    assertThat(job.queueEntry()).isEqualTo(1);
  }

  @Test
  void stoppingJobWithoutAWorkerIsCancelledAtOnce() {
    job.start("here", "cpu", STARTED);
    job.release();
    job.stop();

    job.cancel(LATER);

    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void jobThatHasNotStartedCannotBeStopped() {
    assertRejected("not-started", job::stop);
    job.pause();
    assertRejected("not-started", job::stop);
  }

  @Test
  void onlyAPausedJobCanBeResumed() {
    assertRejected("not-paused", job::resume);
    job.start("here", "cpu", STARTED);
    assertRejected("not-paused", job::resume);
    job.cancel(LATER);
    assertRejected("not-paused", job::resume);
  }

  @Test
  void endingJobCannotBePaused() {
    job.start("here", "cpu", STARTED);
    job.stop();
    assertRejected("already-ending", job::pause);

    job.cancel(LATER);
    assertRejected("already-ending", job::pause);
    assertRejected("already-ending", job::stop);
  }

  @ParameterizedTest
  @EnumSource(
      value = JobStatus.class,
      names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void finishedJobCannotBePausedResumedOrStopped(JobStatus status) {
    moveTo(status);

    assertRejected("already-final", job::pause);
    assertRejected("already-final", job::resume);
    assertRejected("already-final", job::stop);
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  void priorityChangesOnlyWhileQueued(JobStatus status) {
    moveTo(status);

    if (status == JobStatus.QUEUED) {
      job.prioritize(-3);
      assertThat(job.priority()).isEqualTo(-3);
    } else {
      assertRejected("not-queued", () -> job.prioritize(-3));
      assertThat(job.priority()).isEqualTo(7);
    }
  }

  @Test
  void queuedJobIsCancelledAtOnce() {
    job.cancel(LATER);

    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.finishedAt()).isEqualTo(LATER);
  }

  @Test
  void runningJobIsCancelledByItsWorker() {
    job.start("here", "cpu", STARTED);
    job.cancel(LATER);
    job.cancel(LATER);

    assertThat(job.status()).isEqualTo(JobStatus.CANCELLING);
    assertThat(job.finishedAt()).isNull();

    job.cancelled(LATER);

    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.finishedAt()).isEqualTo(LATER);
  }

  @ParameterizedTest
  @EnumSource(
      value = JobStatus.class,
      names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void finishedJobCannotBeCancelled(JobStatus status) {
    moveTo(status);

    assertThatExceptionOfType(JobStateException.class)
        .isThrownBy(() -> job.cancel(LATER.plusSeconds(1)))
        .withMessage("Job %s is %s already", id, status)
        .satisfies(e -> assertThat(e.code()).isEqualTo("already-final"));

    assertThat(job.finishedAt()).isEqualTo(LATER);
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  void onlyAFinishedJobCanBeDeleted(JobStatus status) {
    moveTo(status);

    if (status.isFinal()) {
      job.requireDeletable();
    } else {
      assertThatExceptionOfType(JobStateException.class)
          .isThrownBy(job::requireDeletable)
          .withMessageContaining("POST /jobs/%s/cancel", id)
          .satisfies(e -> assertThat(e.code()).isEqualTo("not-final"));
    }
  }

  private void moveTo(JobStatus status) {
    if (status != JobStatus.QUEUED) {
      job.start("here", "cpu", STARTED);
    }
    switch (status) {
      case QUEUED, RUNNING -> {}
      case PAUSING -> job.pause();
      case PAUSED -> {
        job.pause();
        job.release();
      }
      case STOPPING -> job.stop();
      case CANCELLING -> job.cancel(LATER);
      case SUCCEEDED -> job.succeed(UUID.randomUUID(), null, LATER);
      case FAILED -> job.fail(new JobFailure("data", "broken"), LATER);
      case CANCELLED -> job.cancelled(LATER);
    }
    assertThat(job.status()).isEqualTo(status);
  }

  private static void assertRejected(String code, ThrowingCallable action) {
    assertThatExceptionOfType(JobStateException.class)
        .isThrownBy(action)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private void assertStale(int attempt) {
    assertThatExceptionOfType(StaleAttemptException.class)
        .isThrownBy(() -> job.requireAttempt(attempt))
        .withMessage("Attempt %d of job %s is over", attempt, id);
  }
}
