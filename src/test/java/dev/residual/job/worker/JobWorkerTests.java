package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.job.EpochResult;
import dev.residual.job.JobFailure;
import dev.residual.job.JobQueries;
import dev.residual.job.JobRequest;
import dev.residual.job.JobStatus;
import dev.residual.job.QueueEntry;
import dev.residual.job.worker.JobWorker.Outcome;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.torch.Precision;
import dev.residual.training.CorruptCheckpointsException;
import dev.residual.training.OutOfHeapException;
import dev.residual.training.TrainingSignal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a worker makes of the end of a training. */
class JobWorkerTests extends WorkerByHand {

  @Autowired private JobQueries queries;

  @Test
  void completedTrainingSucceedsWithAModel() {
    mockTraining(
        observer -> {
          observer.stepped(PROGRESS);
          assertThat(observer.signal()).isEqualTo(TrainingSignal.CONTINUE);
          observer.epochEnded(EPOCH);
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job().progress()).isEqualTo(PROGRESS);
    assertThat(epochs()).containsExactly(EpochResult.of(EPOCH));
    assertThat(registry.find(String.valueOf(job().modelId()))).isPresent();
  }

  @Test
  void failureStoresItsCodeAndFreesTheDevice() {
    mockTraining(
        observer -> {
          throw new DatasetNotReadyException("the files are missing");
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure()).isEqualTo(new JobFailure("data", "the files are missing"));
    assertThat(slots.jobOn(CPU)).isEmpty();
  }

  @Test
  void corruptCheckpointsFailTheJob() {
    mockTraining(
        observer -> {
          throw new CorruptCheckpointsException("jobs/7", List.of("torn"));
        });

    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure().code()).isEqualTo("corrupt-checkpoints");
  }

  @Test
  void storageFailureIsRetriedUntilTheLastAttempt() {
    ArtifactException full = mock(ArtifactException.class, CALLS_REAL_METHODS);
    when(full.getMessage()).thenReturn("No space left on device");
    mockTraining(
        observer -> {
          throw full;
        });

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job().attempt()).isEqualTo(1);
    assertThat(slots.jobOn(CPU)).isEmpty();

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure()).isEqualTo(new JobFailure("storage", "No space left on device"));
  }

  @Test
  void heapThatOthersHaveFilledIsRetriedUntilTheLastAttempt() {
    OutOfHeapException full = mock(OutOfHeapException.class, CALLS_REAL_METHODS);
    when(full.getMessage()).thenReturn("The JVM has too little memory");
    mockTraining(
        observer -> {
          throw full;
        });

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);

    assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    assertThat(run()).isEqualTo(Outcome.DONE);
    assertThat(job().failure())
        .isEqualTo(new JobFailure("out-of-memory", "The JVM has too little memory"));
  }

  @Test
  void jobWaitsForStorageThatCannotBeRead() {
    StorageUnavailableException away = mock(StorageUnavailableException.class, CALLS_REAL_METHODS);
    when(away.getMessage()).thenReturn("Stale file handle");
    mockTraining(
        observer -> {
          throw away;
        });

    for (int i = 0; i < 5; i++) {
      assertThat(run()).isEqualTo(Outcome.RETRY_LATER);
    }

    assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(job().attempt()).isZero();
    assertThat(queries.job(job().id()).waitingFor())
        .isEqualTo("the artifact store: Stale file handle");
  }

  @Test
  void precisionIsStored() {
    mockTraining(observer -> observer.started(Precision.BF16, 0));

    run();

    assertThat(job().precision()).isEqualTo("bf16");
  }

  @Test
  void unexpectedErrorFailsTheJobWithoutDetails() {
    mockTraining(
        observer -> {
          throw new IllegalStateException("a secret detail");
        });

    run();

    assertThat(job().status()).isEqualTo(JobStatus.FAILED);
    assertThat(job().failure().code()).isEqualTo("internal");
    assertThat(job().failure().message()).doesNotContain("secret");
  }

  @Test
  void jobThatWaitedForABusyDeviceComesBeforeLaterJobs() {
    slots.acquire(CPU.name(), UUID.randomUUID());
    assertThat(run()).isEqualTo(Outcome.DEVICE_BUSY);
    putOff(clock.instant().plusSeconds(5));
    slots.release(CPU);
    UUID overtakes = submit(JobRequest.EMPTY);
    submit(JobRequest.EMPTY);

    finish(overtakes);

    assertThat(nextJob()).isEqualTo(id);
  }

  @Test
  void jobThatWasPutOffComesBeforeJobsThatAreSubmittedOnceItIsDue() {
    putOff(clock.instant().minusSeconds(1));

    finish(submit(JobRequest.EMPTY));
    submit(JobRequest.EMPTY);

    assertThat(nextJob()).isEqualTo(id);
  }

  @Test
  void jobThatIsPutOffUntilLaterIsNotTriedBefore() {
    putOff(clock.instant().plusSeconds(60));
    UUID other = submit(JobRequest.EMPTY);
    UUID later = submit(JobRequest.EMPTY);

    finish(other);

    assertThat(nextJob()).isEqualTo(later);
  }

  private UUID submit(JobRequest request) {
    return lifecycle.submit(request, null);
  }

  /** Does what db-scheduler does with an entry that has to wait. It is the only one here. */
  private void putOff(Instant until) {
    String entry = id + "/0";
    jdbc.sql("delete from scheduled_tasks where task_instance <> ?").param(entry).update();
    jdbc.sql("update scheduled_tasks set execution_time = ? where task_instance = ?")
        .params(until.atOffset(ZoneOffset.UTC), entry)
        .update();
  }

  /** Runs a job to its end, as a worker that has just claimed it. */
  private void finish(UUID job) {
    mockTraining(observer -> {});
    worker.run(new QueueEntry(job, 0), () -> false);
    jdbc.sql("delete from scheduled_tasks where task_instance = ?").param(job + "/0").update();
  }

  /** Returns the job that a worker claims next. */
  private UUID nextJob() {
    return jdbc.sql(
            """
            select task_instance from scheduled_tasks
            where picked = false and execution_time <= ?
            order by priority desc, execution_time asc limit 1
            """)
        .param(clock.instant().atOffset(ZoneOffset.UTC))
        .query((row, index) -> QueueEntry.parse(row.getString(1)).job())
        .single();
  }
}
