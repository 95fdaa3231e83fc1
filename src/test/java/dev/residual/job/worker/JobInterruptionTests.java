package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.residual.job.JobRequest;
import dev.residual.job.JobStatus;
import dev.residual.job.QueueEntry;
import dev.residual.job.worker.JobWorker.Outcome;
import dev.residual.training.TrainingCancelledException;
import dev.residual.training.TrainingSignal;
import dev.residual.training.TrainingSuspendedException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Jobs that are cancelled, paused or stopped, wait for a device, or lose their worker. */
class JobInterruptionTests extends WorkerByHand {

  @Test
  void cancelledJobIsNotStartedAgain() {
    mockTraining(
        observer -> {
          lifecycle.cancel(id);
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.ABANDON);
          throw mock(TrainingCancelledException.class);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().attempt()).isEqualTo(1);
  }

  @Test
  void jobCancelledWhileItsModelIsSavedHasNoModel() {
    mockTraining(observer -> lifecycle.cancel(id));

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job().modelId()).isNull();
    verify(trainer).discard(any());
  }

  @Test
  void shutdownReleasesTheJobWithoutCountingTheAttempt() {
    mockTraining(
        observer -> {
          assertThat(observer.signal()).isEqualTo(TrainingSignal.SUSPEND);
          throw mock(TrainingSuspendedException.class);
        });

    assertThat(worker.run(new QueueEntry(id, 0), () -> true)).isEqualTo(Outcome.RELEASED);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job().attempt()).isZero();
    assertThat(job().device()).isNull();
  }

  @Test
  void pausedJobFreesItsDeviceAndLeavesTheQueue() {
    mockTraining(
        observer -> {
          lifecycle.pause(id);
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.SUSPEND);
          throw mock(TrainingSuspendedException.class);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.PAUSED);
    assertThat(job().progress()).isEqualTo(PROGRESS);
    assertThat(slots.jobOn(CPU)).isEmpty();
  }

  @Test
  void stoppedJobHasAModel() {
    mockTraining(
        observer -> {
          lifecycle.stop(id);
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.CONCLUDE);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().modelId()).isNotNull();
  }

  @Test
  void jobWaitsForABusyDevice() {
    slots.acquire("auto", UUID.randomUUID());

    assertThat(run()).isEqualTo(Outcome.DEVICE_BUSY);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void jobFailsAfterItsLastAttempt() {
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(attempts.start(new QueueEntry(id, 0), "cpu")).isPresent();
    }

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure().code()).isEqualTo("attempts-exhausted");
  }

  @Test
  void restartQueuesRunningAndCancelsCancellingJobs() {
    attempts.start(new QueueEntry(id, 0), "cpu");
    UUID cancelling = lifecycle.submit(JobRequest.EMPTY, null);
    attempts.start(new QueueEntry(cancelling, 0), "cpu");
    lifecycle.cancel(cancelling);

    attempts.requeueOrphans();

    assertThat(jobs.findById(cancelling).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
    mockTraining(observer -> {});
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().attempt()).isEqualTo(2);
  }
}
