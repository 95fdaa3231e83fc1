package dev.residual.job.worker;

import dev.residual.CodedException;
import dev.residual.cluster.DatabaseRetry;
import dev.residual.cluster.DeviceSlots;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobFailure;
import dev.residual.job.QueueEntry;
import dev.residual.job.QueueSettings;
import dev.residual.job.StaleAttemptException;
import dev.residual.model.StoredModel;
import dev.residual.model.provenance.Submission;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.torch.ComputeDevice;
import dev.residual.training.CorruptCheckpointsException;
import dev.residual.training.OutOfHeapException;
import dev.residual.training.Trainer;
import dev.residual.training.TrainingCancelledException;
import dev.residual.training.TrainingSuspendedException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Runs jobs from the queue, on the calling thread. */
@Component
class JobWorker {

  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  /** The result of a run, which decides what happens to the job's queue entry. */
  enum Outcome {
    /** Nothing is left to do, so the entry is removed. */
    DONE,
    /** The service is stopping, so the entry stays and the job is started again later. */
    RELEASED,
    /** The attempt had a temporary failure, so the entry is retried later. */
    RETRY_LATER,
    /** The requested device is busy, so the entry is retried later. */
    DEVICE_BUSY
  }

  private final JobAttempts attempts;
  private final DeviceSlots slots;
  private final Trainer trainer;
  private final DatabaseRetry retry;
  private final QueueSettings settings;
  private final JsonMapper json;
  private final Clock clock;

  JobWorker(
      JobAttempts attempts,
      DeviceSlots slots,
      Trainer trainer,
      DatabaseRetry retry,
      QueueSettings settings,
      JsonMapper json,
      Clock clock) {
    this.attempts = attempts;
    this.slots = slots;
    this.trainer = trainer;
    this.retry = retry;
    this.settings = settings;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Runs the job of a queue entry until it ends, is released or has to be retried.
   *
   * @param shuttingDown checked at every batch; once it is true, the job is released
   */
  Outcome run(QueueEntry entry, BooleanSupplier shuttingDown) {
    Optional<String> requested = attempts.requestedDevice(entry);
    if (requested.isEmpty()) {
      return Outcome.DONE;
    }
    Optional<ComputeDevice> device = slots.acquire(requested.get(), entry.job());
    if (device.isEmpty()) {
      attempts.awaitDevice(entry);
      return Outcome.DEVICE_BUSY;
    }
    try (var context = MDC.putCloseable("job", entry.job().toString())) {
      return attempts
          .start(entry, device.get().name())
          .map(attempt -> attempt(attempt, device.get(), shuttingDown))
          .orElse(Outcome.DONE);
    } finally {
      slots.release(device.get());
      attempts.deviceReleased();
    }
  }

  private Outcome attempt(JobAttempt attempt, ComputeDevice device, BooleanSupplier shuttingDown) {
    JobObserver observer =
        new JobObserver(attempt, attempts, shuttingDown, settings.progressInterval(), clock);
    try {
      log.info("Job {} starts on {}, attempt {}", attempt.job(), device.name(), attempt.attempt());
      StoredModel stored =
          trainer.train(
              attempt.recipe(),
              attempt.initialModel(),
              submission(attempt),
              device,
              attempt.modelKey(),
              attempt.checkpointKey(),
              observer);
      retry.run(observer::persist, shuttingDown);
      retry.run(() -> complete(attempt, stored), shuttingDown);
      return Outcome.DONE;
    } catch (TrainingCancelledException e) {
      attempts.cancelled(attempt);
      log.info("Job {} was cancelled", attempt.job());
      return Outcome.DONE;
    } catch (TrainingSuspendedException e) {
      boolean queued = attempts.release(attempt);
      log.info("Job {} {}", attempt.job(), queued ? "is queued again" : "is paused");
      return queued ? Outcome.RELEASED : Outcome.DONE;
    } catch (StaleAttemptException e) {
      log.warn("{}; its result is discarded", e.getMessage());
      return Outcome.DONE;
    } catch (CorruptCheckpointsException e) {
      return fail(attempt, e); // no retry would help
    } catch (StorageUnavailableException e) {
      return waitForStorage(attempt, e);
    } catch (ArtifactException | OutOfHeapException | OutOfMemoryError e) {
      return retryLater(attempt, e);
    } catch (DataAccessException | TransactionException e) {
      // The database cannot be reached. db-scheduler retries, and the job's row has its status.
      throw e;
    } catch (RuntimeException | Error e) {
      return fail(attempt, e);
    }
  }

  private Submission submission(JobAttempt attempt) {
    return new Submission(
        attempt.job(),
        json.convertValue(attempt.request(), new TypeReference<Map<String, Object>>() {}));
  }

  private Outcome fail(JobAttempt attempt, Throwable cause) {
    JobFailure failure = failure(cause);
    log.error("Job {} failed: {}", attempt.job(), failure, cause);
    attempts.fail(attempt, failure);
    return Outcome.DONE;
  }

  /** Retries later, however often, because what is stored may be intact. */
  private Outcome waitForStorage(JobAttempt attempt, StorageUnavailableException cause) {
    String reason = "the artifact store: " + cause.getMessage();
    boolean queued = attempts.release(attempt, reason);
    log.warn("Job {} {}", attempt.job(), queued ? "waits for " + reason : "has ended");
    return queued ? Outcome.RETRY_LATER : Outcome.DONE;
  }

  /** Queues the job again, since a full disk or heap may have space again later. */
  private Outcome retryLater(JobAttempt attempt, Throwable cause) {
    JobFailure failure = failure(cause);
    boolean queued = attempts.retryLater(attempt, failure);
    log.error(
        "Job {} {}: {}", attempt.job(), queued ? "will be retried" : "failed", failure, cause);
    return queued ? Outcome.RETRY_LATER : Outcome.DONE;
  }

  /** Registers the model, or deletes it if the job was cancelled or has another attempt. */
  private void complete(JobAttempt attempt, StoredModel stored) {
    boolean registered;
    try {
      registered = attempts.succeed(attempt, stored);
    } catch (StaleAttemptException e) {
      trainer.discard(stored);
      throw e;
    }
    log.info("Job {} {}", attempt.job(), registered ? "succeeded" : "was cancelled");
    if (!registered) {
      trainer.discard(stored);
    }
  }

  private static JobFailure failure(Throwable cause) {
    if (cause instanceof CodedException coded) {
      return new JobFailure(coded.code(), String.valueOf(cause.getMessage()));
    }
    return new JobFailure(
        JobFailure.INTERNAL, "An unexpected error; the log of the service has details");
  }
}
