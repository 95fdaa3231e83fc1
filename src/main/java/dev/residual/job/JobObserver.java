package dev.residual.job;

import dev.residual.job.JobEvent.StepLogged;
import dev.residual.torch.Precision;
import dev.residual.training.EpochReport;
import dev.residual.training.Progress;
import dev.residual.training.TrainingObserver;
import dev.residual.training.Wish;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Carries a training's news to its job's row, and the job's wishes back to the training. */
class JobObserver implements TrainingObserver {

  private static final Logger log = LoggerFactory.getLogger(JobObserver.class);

  /** Row and training tell each other news at most so often; a training's steps are faster. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Asking for a connection that is not there takes seconds, in which nothing is trained. */
  private static final Duration INTERVAL_WHEN_AWAY = Duration.ofSeconds(10);

  private final Assignment attempt;
  private final JobLedger ledger;
  private final BooleanSupplier shuttingDown;
  private final Clock clock;
  private Instant lastExchange = Instant.EPOCH;
  private final Deque<EpochReport> untoldEpochs = new ArrayDeque<>();
  private final List<StepLogged> untoldSteps = new ArrayList<>();
  private @Nullable Precision untoldPrecision;
  private @Nullable Progress untold;
  private boolean away;
  private JobStatus status = JobStatus.RUNNING;

  JobObserver(Assignment attempt, JobLedger ledger, BooleanSupplier shuttingDown, Clock clock) {
    this.attempt = attempt;
    this.ledger = ledger;
    this.shuttingDown = shuttingDown;
    this.clock = clock;
  }

  @Override
  public Wish wish() {
    Instant now = clock.instant();
    if (!now.isBefore(lastExchange.plus(away ? INTERVAL_WHEN_AWAY : INTERVAL))) {
      lastExchange = now;
      exchange();
    }
    if (status == JobStatus.CANCELLING) {
      return Wish.ABANDON;
    }
    if (status == JobStatus.PAUSING || shuttingDown.getAsBoolean()) {
      return Wish.SUSPEND;
    }
    return status == JobStatus.STOPPING ? Wish.CONCLUDE : Wish.CONTINUE;
  }

  /** With the database away the training goes on, and its news is told when it is back. */
  private void exchange() {
    try {
      tell();
      if (away) {
        log.info("Job {}: the database is back", attempt.job());
      }
      away = false;
    } catch (DataAccessException | TransactionException e) {
      if (!away) {
        log.warn("Job {} cannot tell its news: {}", attempt.job(), e.getMessage());
      }
      away = true;
    }
  }

  /**
   * Tells what is untold.
   *
   * @throws DataAccessException with the database away
   * @throws TransactionException with the database away
   */
  void tell() {
    if (untoldPrecision != null) {
      ledger.report(attempt, untoldPrecision);
      untoldPrecision = null;
    }
    if (untold == null) {
      status = ledger.status(attempt);
    } else {
      status = ledger.report(attempt, untold, List.copyOf(untoldSteps));
      untold = null;
      untoldSteps.clear();
    }
    while (!untoldEpochs.isEmpty()) {
      ledger.report(attempt, untoldEpochs.getFirst());
      untoldEpochs.removeFirst();
    }
  }

  @Override
  public void started(Precision precision) {
    untoldPrecision = precision;
    exchange();
  }

  @Override
  public void stepped(Progress progress) {
    untold = progress;
  }

  @Override
  public void logged(Progress progress) {
    untoldSteps.add(StepLogged.of(progress));
  }

  @Override
  public void epochEnded(EpochReport report) {
    untoldEpochs.addLast(report);
    exchange();
  }
}
