package dev.residual.job;

import dev.residual.torch.Precision;
import dev.residual.training.EpochReport;
import dev.residual.training.Progress;
import dev.residual.training.TrainingObserver;
import dev.residual.training.Wish;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Carries a training's news to its job's row, and the job's wishes back to the training. */
class JobObserver implements TrainingObserver {

  /** Row and training tell each other news at most so often; a training's steps are faster. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Assignment attempt;
  private final JobLedger ledger;
  private final BooleanSupplier shuttingDown;
  private final Clock clock;
  private Instant lastExchange = Instant.EPOCH;
  private @Nullable Progress untold;
  private boolean cancelled;

  JobObserver(Assignment attempt, JobLedger ledger, BooleanSupplier shuttingDown, Clock clock) {
    this.attempt = attempt;
    this.ledger = ledger;
    this.shuttingDown = shuttingDown;
    this.clock = clock;
  }

  @Override
  public Wish wish() {
    Instant now = clock.instant();
    if (!now.isBefore(lastExchange.plus(INTERVAL))) {
      lastExchange = now;
      exchange();
    }
    if (cancelled) {
      return Wish.ABANDON;
    }
    return shuttingDown.getAsBoolean() ? Wish.SUSPEND : Wish.CONTINUE;
  }

  private void exchange() {
    JobStatus status = untold == null ? ledger.status(attempt) : ledger.report(attempt, untold);
    untold = null;
    cancelled = status == JobStatus.CANCELLING;
  }

  @Override
  public void started(Precision precision) {
    ledger.report(attempt, precision);
  }

  @Override
  public void stepped(Progress progress) {
    untold = progress;
  }

  @Override
  public void epochEnded(EpochReport report) {
    ledger.report(attempt, report);
    exchange();
  }
}
