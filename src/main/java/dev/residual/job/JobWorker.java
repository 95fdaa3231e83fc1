package dev.residual.job;

import dev.residual.dataset.DatasetException;
import dev.residual.dataset.DatasetNotReadyException;
import dev.residual.model.ArtifactException;
import dev.residual.model.CheckpointsDamagedException;
import dev.residual.model.SavedModel;
import dev.residual.torch.ComputeDevice;
import dev.residual.training.AbandonedException;
import dev.residual.training.DivergedException;
import dev.residual.training.ImpossibleRecipeException;
import dev.residual.training.OutOfDeviceMemoryException;
import dev.residual.training.SuspendedException;
import dev.residual.training.Trainer;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Takes a job from the queue to its end, on the thread that calls. */
@Component
class JobWorker {

  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  /** What is to become of the job's place in the queue. */
  enum Outcome {
    /** There is nothing left to do. */
    DONE,
    /** The service stops; the job is to be taken up again. */
    HANDED_BACK,
    /** It failed by something that may pass, and is to be tried again. */
    PUT_OFF,
    /** The device that the job wants is busy. */
    NO_DEVICE
  }

  private final JobLedger ledger;
  private final DeviceSlots slots;
  private final Trainer trainer;
  private final Insistence insistence;
  private final Clock clock;

  JobWorker(
      JobLedger ledger, DeviceSlots slots, Trainer trainer, Insistence insistence, Clock clock) {
    this.ledger = ledger;
    this.slots = slots;
    this.trainer = trainer;
    this.insistence = insistence;
    this.clock = clock;
  }

  /**
   * @param shuttingDown asked at every batch; once true the job is handed back
   */
  Outcome run(Ticket ticket, BooleanSupplier shuttingDown) {
    Optional<String> wanted = ledger.deviceWanted(ticket);
    if (wanted.isEmpty()) {
      return Outcome.DONE;
    }
    Optional<ComputeDevice> device = slots.take(wanted.get(), ticket.job());
    if (device.isEmpty()) {
      return Outcome.NO_DEVICE;
    }
    try (var context = MDC.putCloseable("job", ticket.job().toString())) {
      return ledger
          .start(ticket, device.get().name())
          .map(attempt -> attempt(attempt, device.get(), shuttingDown))
          .orElse(Outcome.DONE);
    } finally {
      slots.free(device.get());
    }
  }

  private Outcome attempt(Assignment attempt, ComputeDevice device, BooleanSupplier shuttingDown) {
    JobObserver observer = new JobObserver(attempt, ledger, shuttingDown, clock);
    try {
      log.info("Job {} starts on {}, attempt {}", attempt.job(), device.name(), attempt.attempt());
      SavedModel saved =
          trainer.train(
              attempt.request().toRecipe(),
              device,
              attempt.modelKey(),
              attempt.checkpointKey(),
              observer);
      insistence.on(observer::tell, shuttingDown);
      insistence.on(() -> conclude(attempt, saved), shuttingDown);
      return Outcome.DONE;
    } catch (AbandonedException e) {
      ledger.cancelled(attempt);
      log.info("Job {} was cancelled", attempt.job());
      return Outcome.DONE;
    } catch (SuspendedException e) {
      boolean queued = ledger.leaveOff(attempt);
      log.info("Job {} {}", attempt.job(), queued ? "goes back to the queue" : "leaves off");
      return queued ? Outcome.HANDED_BACK : Outcome.DONE;
    } catch (LostAttemptException e) {
      log.warn("{}; its work is dropped", e.getMessage());
      return Outcome.DONE;
    } catch (CheckpointsDamagedException e) {
      return fail(attempt, e);
    } catch (ArtifactException e) {
      return putOff(attempt, e);
    } catch (DataAccessException | TransactionException e) {
      // The database is away: the queue tries again, and the row tells how far the job is.
      throw e;
    } catch (RuntimeException | Error e) {
      return fail(attempt, e);
    }
  }

  private Outcome fail(Assignment attempt, Throwable cause) {
    Failure failure = failure(cause);
    log.error("Job {} failed: {}", attempt.job(), failure, cause);
    ledger.fail(attempt, failure);
    return Outcome.DONE;
  }

  /** A disk that is full may have room again in a while. */
  private Outcome putOff(Assignment attempt, ArtifactException cause) {
    Failure failure = failure(cause);
    boolean queued = ledger.putOff(attempt, failure);
    log.error("Job {} {}: {}", attempt.job(), queued ? "is put off" : "failed", failure, cause);
    return queued ? Outcome.PUT_OFF : Outcome.DONE;
  }

  /** A model that nobody wants any more does not stay. */
  private void conclude(Assignment attempt, SavedModel saved) {
    boolean registered = true;
    try {
      registered = ledger.succeed(attempt, saved);
      log.info("Job {} {}", attempt.job(), registered ? "succeeded" : "was cancelled");
    } catch (LostAttemptException e) {
      registered = false;
      throw e;
    } finally {
      if (!registered) {
        trainer.discard(saved);
      }
    }
  }

  private static Failure failure(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof DivergedException) {
      return new Failure("diverged", message);
    }
    if (cause instanceof DatasetException || cause instanceof DatasetNotReadyException) {
      return new Failure("data", message);
    }
    if (cause instanceof CheckpointsDamagedException) {
      return new Failure(Failure.CHECKPOINTS_DAMAGED, message);
    }
    if (cause instanceof ArtifactException) {
      return new Failure(Failure.STORAGE, message);
    }
    if (cause instanceof ImpossibleRecipeException) {
      return new Failure("impossible", message);
    }
    if (cause instanceof OutOfDeviceMemoryException) {
      return new Failure("out-of-memory", message);
    }
    return new Failure("internal", "Something unforeseen; the log of the service has it in full");
  }
}
