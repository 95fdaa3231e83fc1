package dev.residual.job;

import static java.util.Objects.requireNonNull;

import dev.residual.cluster.NodeSettings;
import dev.residual.job.JobEvent.ModelMade;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.model.ModelRegistry;
import dev.residual.model.StoredModel;
import dev.residual.model.TestResult;
import dev.residual.model.provenance.Reproduction;
import dev.residual.torch.Precision;
import dev.residual.training.EpochReport;
import dev.residual.training.InitialModel;
import dev.residual.training.TrainingProgress;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The operations that workers perform on jobs. Each method is one transaction. Writes of an attempt
 * that is over throw {@link StaleAttemptException}.
 */
@Component
@Transactional
public class JobAttempts {

  /** Decides whether jobs are paused between two epochs. */
  public interface PausePolicy {

    /**
     * Returns whether a job is paused now that an epoch has ended, unless it is ending anyway. It
     * is called in the transaction that stores the result of the epoch, once for each epoch.
     */
    boolean pausesAfter(UUID job, int epoch);
  }

  private final Jobs jobs;
  private final JobTransitions transitions;
  private final JobQueue queue;
  private final JobEventLog eventLog;
  private final ModelRegistry registry;
  private final QueueSettings settings;
  private final NodeSettings node;
  private final ObjectProvider<PausePolicy> pausePolicies;
  private final Clock clock;

  JobAttempts(
      Jobs jobs,
      JobTransitions transitions,
      JobQueue queue,
      JobEventLog eventLog,
      ModelRegistry registry,
      QueueSettings settings,
      NodeSettings node,
      ObjectProvider<PausePolicy> pausePolicies,
      Clock clock) {
    this.jobs = jobs;
    this.transitions = transitions;
    this.queue = queue;
    this.eventLog = eventLog;
    this.registry = registry;
    this.settings = settings;
    this.node = node;
    this.pausePolicies = pausePolicies;
    this.clock = clock;
  }

  /**
   * Returns the device that a queued job requests; empty if there is nothing to do for this queue
   * entry, whose turn then is that of the next job.
   */
  public Optional<String> requestedDevice(QueueEntry entry) {
    Optional<Job> due = jobs.findById(entry.job()).filter(job -> isDue(job, entry));
    if (due.isEmpty()) {
      queue.passTurn(entry, clock.instant());
    }
    return due.map(job -> job.request().device());
  }

  /** Notes that a job waits for a device of this node, which another one has. */
  @Transactional(readOnly = true)
  public void awaitDevice(QueueEntry entry) {
    jobs.findById(entry.job()).filter(job -> isDue(job, entry)).ifPresent(queue::awaitDevice);
  }

  /** Notes that a device of this node is free again. */
  @Transactional(propagation = Propagation.SUPPORTS) // a new one fails if the database is away
  public void deviceReleased() {
    queue.restorePlaces(clock.instant());
  }

  private static boolean isDue(Job job, QueueEntry entry) {
    return job.queueEntry() == entry.number()
        && !job.status().isFinal()
        && job.status() != JobStatus.PAUSED;
  }

  /** Starts an attempt; returns empty if there is nothing to train or no attempt is left. */
  public Optional<JobAttempt> start(QueueEntry entry, String device) {
    Job job = jobs.lock(entry.job()).filter(found -> isDue(found, entry)).orElse(null);
    if (job == null || completePendingRequest(job)) {
      queue.passTurn(entry, clock.instant());
      return Optional.empty();
    }
    if (job.attemptsExhausted(settings.maxAttempts())) {
      String message =
          String.format(
              Locale.ROOT,
              "The job lost its worker %d times without progress; the log of the service may show why",
              job.attemptsWithoutProgress());
      fail(job, new JobFailure(JobFailure.ATTEMPTS_EXHAUSTED, message));
      queue.passTurn(entry, clock.instant());
      return Optional.empty();
    }
    transitions.apply(job, current -> current.start(node.nodeId(), device, clock.instant()));
    queue.endTurn(job);
    UUID initial = job.initialModel();
    return Optional.of(
        new JobAttempt(
            job.id(),
            job.attempt(),
            job.request(),
            initial == null ? null : new InitialModel(initial, registry.stored(initial))));
  }

  /**
   * Completes a cancel or pause request that a lost worker had not completed.
   *
   * @return whether there was one, so that the job needs no worker
   */
  private boolean completePendingRequest(Job job) {
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
      return true;
    }
    if (job.status() == JobStatus.PAUSING) {
      transitions.apply(job, Job::workerLost);
      return true;
    }
    return false;
  }

  /** Stores the progress of an attempt and returns its job's status. */
  public JobStatus report(JobAttempt attempt, TrainingProgress progress, List<StepLogged> logged) {
    Job job = lockOwned(attempt);
    job.report(progress);
    eventLog.appendNew(job, logged);
    return job.status();
  }

  public void report(JobAttempt attempt, Precision precision, long step) {
    lockOwned(attempt).report(precision, step);
  }

  /** Stores the result of an epoch and returns its job's status. */
  public JobStatus report(JobAttempt attempt, EpochReport epoch) {
    Job job = lockOwned(attempt);
    EpochResult result = EpochResult.of(epoch);
    if (job.report(result)) {
      eventLog.append(job, result);
      if (job.status() == JobStatus.RUNNING && isPausedAfter(job, result)) {
        transitions.apply(job, Job::pause);
      }
    }
    return job.status();
  }

  private boolean isPausedAfter(Job job, EpochResult epoch) {
    return pausePolicies.stream().anyMatch(each -> each.pausesAfter(job.id(), epoch.epoch()));
  }

  /** Returns the status of an attempt's job. */
  @Transactional(readOnly = true)
  public JobStatus status(JobAttempt attempt) {
    Job job = jobs.findById(attempt.job()).orElseThrow(() -> stale(attempt));
    job.requireAttempt(attempt.attempt());
    return job.status();
  }

  /**
   * Registers the model and ends the job, in one transaction; the call is idempotent. A job that is
   * being cancelled ends as cancelled, even if its worker has not seen the request yet.
   *
   * @return whether the model was registered
   */
  public boolean succeed(JobAttempt attempt, StoredModel stored) {
    if (registry.isRegistered(stored.key())) {
      return true; // an earlier call succeeded, but its response was lost
    }
    Job job = lockOwned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
      return false;
    }
    Reproduction reproduction = reproduction(job, stored);
    UUID model =
        registry.register(stored, job.id(), job.owner(), attempt.request().promote(), reproduction);
    TestResult test = requireNonNull(stored.manifest().description().test(), "a trained model");
    eventLog.append(job, new ModelMade(model, test.top1()));
    transitions.apply(job, current -> current.succeed(model, reproduction, clock.instant()));
    return true;
  }

  private @Nullable Reproduction reproduction(Job job, StoredModel stored) {
    UUID first = job.reproduces();
    return first == null
        ? null
        : Reproduction.of(
            first, registry.stored(first).manifest().outcome(), stored.manifest().outcome());
  }

  public void fail(JobAttempt attempt, JobFailure failure) {
    Job job = lockOwned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
    } else {
      fail(job, failure);
    }
  }

  /**
   * Returns the job to the queue after a temporary failure. The attempt counts; if it was the last
   * one, the job ends as failed.
   *
   * @return whether the job stays in the queue
   */
  public boolean retryLater(JobAttempt attempt, JobFailure failure) {
    Job job = lockOwned(attempt);
    if (completePendingRequest(job)) {
      return false;
    }
    if (job.attemptsExhausted(settings.maxAttempts())) {
      fail(job, failure);
      return false;
    }
    transitions.apply(job, Job::workerLost);
    return true;
  }

  private void fail(Job job, JobFailure failure) {
    transitions.apply(job, current -> current.fail(failure, clock.instant()));
  }

  public void cancelled(JobAttempt attempt) {
    cancelled(lockOwned(attempt));
  }

  private void cancelled(Job job) {
    transitions.apply(job, current -> current.cancelled(clock.instant()));
  }

  /**
   * Returns an unfinished job to the queue. The attempt does not count. A job that is being
   * cancelled ends as cancelled.
   *
   * @return whether the job stays in the queue
   */
  public boolean release(JobAttempt attempt) {
    Job job = lockOwned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
      return false;
    }
    transitions.apply(job, Job::release);
    return job.status() != JobStatus.PAUSED;
  }

  /**
   * Returns an unfinished job to the queue until something that it needs is there again. The
   * attempt does not count.
   *
   * @param reason what the job waits for, for clients
   * @return whether the job stays in the queue
   */
  public boolean release(JobAttempt attempt, String reason) {
    Job job = lockOwned(attempt);
    if (completePendingRequest(job)) {
      return false;
    }
    transitions.apply(job, current -> current.release(reason));
    return true;
  }

  /**
   * Queues every job that has lost its worker, after a restart of a service that is the only user
   * of its database. Cancel and pause requests that lost workers had not completed are completed.
   */
  public void requeueOrphans() {
    for (Job job : jobs.findByStatusIn(JobStatus.WITH_WORKER)) {
      if (!completePendingRequest(job)) {
        transitions.apply(job, Job::workerLost);
      }
    }
    jobs.findByStatusIn(EnumSet.of(JobStatus.QUEUED, JobStatus.STOPPING)).forEach(queue::put);
  }

  private Job lockOwned(JobAttempt attempt) {
    Job job = jobs.lock(attempt.job()).orElseThrow(() -> stale(attempt));
    job.requireAttempt(attempt.attempt());
    return job;
  }

  private static StaleAttemptException stale(JobAttempt attempt) {
    return new StaleAttemptException(attempt.job(), attempt.attempt());
  }
}
