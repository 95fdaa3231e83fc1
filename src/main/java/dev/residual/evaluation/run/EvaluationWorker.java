package dev.residual.evaluation.run;

import dev.residual.CodedException;
import dev.residual.cluster.DatabaseRetry;
import dev.residual.cluster.DeviceSlots;
import dev.residual.dataset.UnknownDatasetException;
import dev.residual.evaluation.ModelEvaluator;
import dev.residual.evaluation.StoredEvaluation;
import dev.residual.job.JobFailure;
import dev.residual.storage.ArtifactException;
import dev.residual.storage.ArtifactNotWrittenException;
import dev.residual.storage.StorageUnavailableException;
import dev.residual.torch.ComputeDevice;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Runs evaluations from the queue, on the calling thread. */
@Component
class EvaluationWorker {

  private static final Logger log = LoggerFactory.getLogger(EvaluationWorker.class);

  /** The result of a run, which decides what happens to the queue entry. */
  enum Outcome {
    /** Nothing is left to do, so the entry is removed. */
    DONE,
    /** The service is stopping, so the entry stays. */
    RELEASED,
    /** The attempt had a temporary failure, so the entry is retried later. */
    RETRY_LATER,
    /** Every device is busy, so the entry is retried soon. */
    DEVICE_BUSY
  }

  private final EvaluationAttempts attempts;
  private final DeviceSlots slots;
  private final ModelEvaluator evaluator;
  private final EvaluationArtifacts artifacts;
  private final DatabaseRetry retry;
  private final Clock clock;

  EvaluationWorker(
      EvaluationAttempts attempts,
      DeviceSlots slots,
      ModelEvaluator evaluator,
      EvaluationArtifacts artifacts,
      DatabaseRetry retry,
      Clock clock) {
    this.attempts = attempts;
    this.slots = slots;
    this.evaluator = evaluator;
    this.artifacts = artifacts;
    this.retry = retry;
    this.clock = clock;
  }

  /**
   * Runs an evaluation until it ends, is released or has to be retried.
   *
   * @param shuttingDown checked at every batch; once it is true, the evaluation is released
   */
  Outcome run(UUID id, BooleanSupplier shuttingDown) {
    if (!attempts.isDue(id)) {
      artifacts.delete(id);
      return Outcome.DONE;
    }
    Optional<ComputeDevice> device = slots.acquire(DeviceSlots.ANY, id);
    if (device.isEmpty()) {
      return Outcome.DEVICE_BUSY;
    }
    Outcome outcome;
    try {
      outcome =
          attempts
              .start(id, device.get().name())
              .map(attempt -> run(attempt, device.get(), shuttingDown))
              .orElse(Outcome.DONE);
    } finally {
      slots.release(device.get());
      attempts.deviceReleased();
    }
    if (outcome == Outcome.DONE) {
      artifacts.delete(id);
    }
    return outcome;
  }

  private Outcome run(
      EvaluationAttempt attempt, ComputeDevice device, BooleanSupplier shuttingDown) {
    try {
      log.info(
          "Evaluation {} on {} starts on {}, attempt {}",
          attempt.id(),
          attempt.dataset(),
          device.name(),
          attempt.attempt());
      StoredEvaluation stored =
          evaluator.evaluate(
              attempt.model(),
              attempt.dataset(),
              device,
              attempt.key(),
              new EvaluationProgress(attempt, attempts, shuttingDown, clock));
      retry.run(() -> attempts.succeed(attempt, stored), shuttingDown);
      log.info("Evaluation {} succeeded", attempt.id());
      return Outcome.DONE;
    } catch (StaleEvaluationException e) {
      log.info("{}; its result is discarded", e.getMessage());
      return Outcome.DONE;
    } catch (EvaluationSuspendedException e) {
      attempts.release(attempt);
      log.info("Evaluation {} is queued again", attempt.id());
      return Outcome.RELEASED;
    } catch (StorageUnavailableException e) {
      attempts.release(attempt);
      log.warn("Evaluation {} waits for the store: {}", attempt.id(), e.getMessage());
      return Outcome.RETRY_LATER;
    } catch (ArtifactNotWrittenException e) {
      return retryLater(attempt, JobFailure.STORAGE, e);
    } catch (OutOfMemoryError e) {
      return retryLater(attempt, "out-of-memory", e);
    } catch (ArtifactException e) {
      log.warn("Evaluation {}: {}", attempt.id(), e.getMessage());
      return fail(
          attempt, "model-corrupt", "A file of the model is missing or damaged; the log names it");
    } catch (DataAccessException | TransactionException e) {
      // The database cannot be reached. db-scheduler retries, and the row has the status.
      throw e;
    } catch (UnknownDatasetException e) {
      return fail(attempt, "data", e.reason());
    } catch (RuntimeException | Error e) {
      if (e instanceof CodedException coded) {
        return fail(attempt, coded.code(), String.valueOf(e.getMessage()));
      }
      log.error("Evaluation {} failed", attempt.id(), e);
      return fail(
          attempt, JobFailure.INTERNAL, "An unexpected error; the log of the service has details");
    }
  }

  private Outcome fail(EvaluationAttempt attempt, String code, String message) {
    attempts.fail(attempt, new JobFailure(code, message));
    log.info("Evaluation {} failed: {}", attempt.id(), message);
    return Outcome.DONE;
  }

  private Outcome retryLater(EvaluationAttempt attempt, String code, Throwable cause) {
    boolean queued =
        attempts.retryLater(attempt, new JobFailure(code, String.valueOf(cause.getMessage())));
    log.error("Evaluation {} {}", attempt.id(), queued ? "will be retried" : "failed", cause);
    return queued ? Outcome.RETRY_LATER : Outcome.DONE;
  }
}
