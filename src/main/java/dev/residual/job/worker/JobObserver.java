package dev.residual.job.worker;

import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.job.JobStatus;
import dev.residual.torch.Precision;
import dev.residual.training.EpochReport;
import dev.residual.training.TrainingObserver;
import dev.residual.training.TrainingProgress;
import dev.residual.training.TrainingSignal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Stores the progress of a training in the database, and passes requests to pause, stop or cancel
 * the job on to the training.
 */
class JobObserver implements TrainingObserver {

  private record Start(Precision precision, long step) {}

  private static final Logger log = LoggerFactory.getLogger(JobObserver.class);

  /**
   * The minimum time during an outage. It is longer, since each exchange waits seconds for a
   * connection, which delays training.
   */
  private static final Duration OUTAGE_INTERVAL = Duration.ofSeconds(10);

  private final JobAttempt attempt;
  private final JobAttempts attempts;
  private final BooleanSupplier shuttingDown;

  /** The minimum time between two exchanges with the database. Steps are more frequent. */
  private final Duration interval;

  private final Clock clock;
  private Instant lastExchange = Instant.EPOCH;
  private final Deque<EpochReport> pendingEpochs = new ArrayDeque<>();
  private final PendingSteps pendingSteps = new PendingSteps();
  private @Nullable Start pendingStart;
  private @Nullable TrainingProgress pendingProgress;
  private boolean outage;
  private JobStatus status = JobStatus.RUNNING;

  JobObserver(
      JobAttempt attempt,
      JobAttempts attempts,
      BooleanSupplier shuttingDown,
      Duration interval,
      Clock clock) {
    this.attempt = attempt;
    this.attempts = attempts;
    this.shuttingDown = shuttingDown;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  public TrainingSignal signal() {
    Instant now = clock.instant();
    if (!now.isBefore(lastExchange.plus(outage ? OUTAGE_INTERVAL : interval))) {
      lastExchange = now;
      exchange();
    }
    if (status == JobStatus.CANCELLING) {
      return TrainingSignal.ABANDON;
    }
    if (status == JobStatus.PAUSING || shuttingDown.getAsBoolean()) {
      return TrainingSignal.SUSPEND;
    }
    return status == JobStatus.STOPPING ? TrainingSignal.CONCLUDE : TrainingSignal.CONTINUE;
  }

  /**
   * Stores progress and reads the job's status. During an outage, training continues and the
   * progress is stored later.
   */
  private void exchange() {
    try {
      persist();
      if (outage) {
        log.info("Job {}: the database can be reached again", attempt.job());
      }
      outage = false;
    } catch (DataAccessException | TransactionException e) {
      if (!outage) {
        log.warn("Job {} could not persist its progress: {}", attempt.job(), e.getMessage());
      }
      outage = true;
    }
  }

  /**
   * Stores all progress that is not stored yet, and reads the job's status.
   *
   * @throws DataAccessException if the database cannot be reached
   * @throws TransactionException if the database cannot be reached
   */
  void persist() {
    if (pendingStart != null) {
      attempts.report(attempt, pendingStart.precision(), pendingStart.step());
      pendingStart = null;
    }
    if (pendingProgress == null) {
      status = attempts.status(attempt);
    } else {
      status = attempts.report(attempt, pendingProgress, pendingSteps.all());
      pendingProgress = null;
      pendingSteps.clear();
    }
    while (!pendingEpochs.isEmpty()) {
      status = attempts.report(attempt, pendingEpochs.getFirst());
      pendingEpochs.removeFirst();
    }
  }

  @Override
  public void started(Precision precision, long step) {
    pendingStart = new Start(precision, step);
    exchange();
  }

  @Override
  public void stepped(TrainingProgress progress) {
    pendingProgress = progress;
  }

  @Override
  public void logged(TrainingProgress progress) {
    pendingSteps.add(StepLogged.of(progress));
  }

  @Override
  public void epochEnded(EpochReport report) {
    pendingEpochs.addLast(report);
    exchange();
  }
}
