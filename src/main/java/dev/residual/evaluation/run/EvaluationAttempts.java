package dev.residual.evaluation.run;

import dev.residual.cluster.NodeSettings;
import dev.residual.evaluation.StoredEvaluation;
import dev.residual.job.JobFailure;
import dev.residual.model.ModelRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What workers do with the evaluations that they run. Each method is one transaction. Writes of an
 * attempt that is over throw {@link StaleEvaluationException}.
 */
@Component
@Transactional
class EvaluationAttempts {

  private static final int MAX_ATTEMPTS = 3;

  private final EvaluationRuns runs;
  private final EvaluationQueue queue;
  private final ModelRegistry registry;
  private final NodeSettings node;
  private final Clock clock;

  EvaluationAttempts(
      EvaluationRuns runs,
      EvaluationQueue queue,
      ModelRegistry registry,
      NodeSettings node,
      Clock clock) {
    this.runs = runs;
    this.queue = queue;
    this.registry = registry;
    this.node = node;
    this.clock = clock;
  }

  /** Notes that a device of this node is free again. */
  @Transactional(propagation = Propagation.SUPPORTS) // a new one fails if the database is away
  public void deviceReleased() {
    queue.restorePlaces();
  }

  /** Returns whether there is anything to do. */
  @Transactional(readOnly = true)
  public boolean isDue(UUID id) {
    return runs.findById(id).filter(run -> !run.status().isFinal()).isPresent();
  }

  /** Begins an attempt; returns empty if there is nothing to do, or no attempt is left. */
  public Optional<EvaluationAttempt> start(UUID id, String device) {
    EvaluationRun run = runs.lock(id).filter(found -> !found.status().isFinal()).orElse(null);
    if (run == null) {
      return Optional.empty();
    }
    if (run.attemptsExhausted(MAX_ATTEMPTS)) {
      run.fail(
          new JobFailure(
              JobFailure.ATTEMPTS_EXHAUSTED,
              String.format(
                  Locale.ROOT,
                  "The evaluation lost its worker %d times; the log of the service may show why",
                  MAX_ATTEMPTS)),
          clock.instant());
      return Optional.empty();
    }
    run.start(node.nodeId(), device, clock.instant());
    queue.begin();
    return Optional.of(
        new EvaluationAttempt(id, run.attempt(), registry.stored(run.modelId()), run.dataset()));
  }

  /** Stores how far an attempt is. */
  public void progress(EvaluationAttempt attempt, int images) {
    lockOwned(attempt).progress(images);
  }

  /** Ends an evaluation with a report. The call is idempotent. */
  public void succeed(EvaluationAttempt attempt, StoredEvaluation stored) {
    if (runs.lock(attempt.id())
        .map(EvaluationRun::result)
        .filter(result -> result.key().equals(stored.key()))
        .isPresent()) {
      return; // an earlier call succeeded, but its response was lost
    }
    lockOwned(attempt).succeed(stored, clock.instant());
  }

  /** Ends an evaluation without a report. */
  public void fail(EvaluationAttempt attempt, JobFailure failure) {
    lockOwned(attempt).fail(failure, clock.instant());
  }

  /**
   * Returns an evaluation to the queue after a failure that may pass.
   *
   * @return whether it stays in the queue; false if this was its last attempt
   */
  public boolean retryLater(EvaluationAttempt attempt, JobFailure failure) {
    EvaluationRun run = lockOwned(attempt);
    if (run.attemptsExhausted(MAX_ATTEMPTS)) {
      run.fail(failure, clock.instant());
      return false;
    }
    run.release(true);
    return true;
  }

  /** Returns an evaluation to the queue. The attempt does not count. */
  public void release(EvaluationAttempt attempt) {
    lockOwned(attempt).release(false);
  }

  /** Queues what lost its worker, after a restart of the only user of the database. */
  public void requeueOrphans() {
    runs.findByStatus(EvaluationStatus.RUNNING).forEach(run -> run.release(true));
  }

  private EvaluationRun lockOwned(EvaluationAttempt attempt) {
    return runs.lock(attempt.id())
        .filter(run -> run.isRunning(attempt.attempt()))
        .orElseThrow(() -> new StaleEvaluationException(attempt));
  }
}
