package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A job that is paused, cancelled or left by its worker starts again where it should. */
abstract class JobRestartTests extends StoredJobs {

  @Test
  void restartQueuesRunningAndCancelsCancellingJobs() {
    UUID queued = lifecycle.submit(Requests.named("waiting", 3), null);
    UUID running = submit();
    start(running);
    UUID cancelling = submit();
    start(cancelling);
    lifecycle.cancel(cancelling);
    UUID ended = submit();
    lifecycle.cancel(ended);
    clearInvocations(queue);

    attempts.requeueOrphans();

    verify(queue).put(argThat(hasId(queued)));
    verify(queue).put(argThat(hasId(running)));
    verifyNoMoreInteractions(queue);
    assertThat(found(cancelling).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(found(running).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(found(running).attempt()).isEqualTo(1);
  }

  @Test
  void restartPausesPausingAndQueuesStoppingJobs() {
    UUID pausing = submit();
    start(pausing);
    lifecycle.pause(pausing);
    UUID stopping = submit();
    start(stopping);
    lifecycle.stop(stopping);
    clearInvocations(queue);

    attempts.requeueOrphans();

    assertThat(found(pausing).status()).isEqualTo(JobStatus.PAUSED);
    assertThat(found(stopping).status()).isEqualTo(JobStatus.STOPPING);
    verify(queue).put(argThat(hasId(stopping)));
    verifyNoMoreInteractions(queue);
  }

  @Test
  void cancellingJobIsCancelledInsteadOfRestarted() {
    UUID id = submit();
    start(id);
    lifecycle.cancel(id);
    clock.advance(Duration.ofSeconds(5));

    assertThat(attempts.start(entry(id), "cpu")).isEmpty();

    assertThat(found(id).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(found(id).finishedAt()).isEqualTo(clock.instant());
  }

  @Test
  void pausingJobIsPausedInsteadOfRestarted() {
    UUID id = submit();
    start(id);
    lifecycle.pause(id);

    assertThat(attempts.start(entry(id), "cpu")).isEmpty();

    assertThat(found(id).status()).isEqualTo(JobStatus.PAUSED);
  }

  @Test
  void cancellingJobIsCancelledWhenReleased() {
    JobAttempt attempt = start(submit());
    lifecycle.cancel(attempt.job());

    attempts.release(attempt);

    assertThat(found(attempt.job()).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void pausingJobLeavesTheQueueWhenReleased() {
    JobAttempt attempt = start(submit());
    lifecycle.pause(attempt.job());

    assertThat(attempts.release(attempt)).isFalse();

    assertThat(found(attempt.job()).status()).isEqualTo(JobStatus.PAUSED);
    assertThat(finished()).isEmpty();
  }

  @Test
  void jobResumedBeforeItsReleaseStaysQueued() {
    JobAttempt attempt = start(submit());
    lifecycle.pause(attempt.job());
    lifecycle.resume(attempt.job());

    assertThat(attempts.release(attempt)).isTrue();

    assertThat(found(attempt.job()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(attempts.start(entry(attempt.job()), "cpu")).isPresent();
  }

  @Test
  void oldQueueEntryOfAResumedJobIsIgnored() {
    UUID id = submit();
    lifecycle.pause(id);
    assertThat(attempts.requestedDevice(new QueueEntry(id, 0))).as("while paused").isEmpty();
    assertThat(attempts.start(new QueueEntry(id, 0), "cpu")).as("while paused").isEmpty();

    lifecycle.resume(id);

    verify(queue, times(2)).put(argThat(hasId(id)));
    assertThat(attempts.requestedDevice(new QueueEntry(id, 0))).isEmpty();
    assertThat(attempts.start(new QueueEntry(id, 0), "cpu")).isEmpty();
    assertThat(attempts.start(new QueueEntry(id, 1), "cpu")).isPresent();
  }
}
