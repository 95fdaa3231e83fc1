package dev.residual.job;

import dev.residual.model.Registry;
import dev.residual.model.SavedModel;
import dev.residual.torch.Precision;
import dev.residual.training.EpochReport;
import dev.residual.training.Progress;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where jobs change: each method is one transaction, and what a dead attempt writes is refused. */
@Component
@Transactional
class JobLedger {

  private final Jobs jobs;
  private final JobQueue queue;
  private final Registry registry;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  JobLedger(
      Jobs jobs, JobQueue queue, Registry registry, ApplicationEventPublisher events, Clock clock) {
    this.jobs = jobs;
    this.queue = queue;
    this.registry = registry;
    this.events = events;
    this.clock = clock;
  }

  /** Takes in a job: its row and its place in the queue, both or neither. */
  Job submit(JobRequest request) {
    Job job = jobs.save(new Job(UUID.randomUUID(), request, clock.instant()));
    queue.put(job.id(), job.priority());
    return job;
  }

  Job cancel(UUID id) {
    Job job = locked(id);
    job.cancel(clock.instant());
    if (job.status().isFinal()) {
      over(job);
    }
    return job;
  }

  void delete(UUID id) {
    Job job = locked(id);
    job.requireDeletable();
    jobs.delete(job);
    events.publishEvent(new JobDeleted(id));
  }

  /** Whether a job waits or runs. */
  @Transactional(readOnly = true)
  boolean isBusy() {
    return !jobs.findByStatusIn(EnumSet.of(JobStatus.QUEUED, JobStatus.RUNNING)).isEmpty();
  }

  /** Which device a job in the queue wants; none if there is nothing left to do. */
  @Transactional(readOnly = true)
  Optional<String> deviceWanted(UUID id) {
    return jobs.findById(id)
        .filter(job -> !job.status().isFinal())
        .map(job -> job.request().device());
  }

  /** Begins an attempt; none if the job is over, or has just been found worn out. */
  Optional<Assignment> start(UUID id, String device) {
    Job job = jobs.lock(id).filter(found -> !found.status().isFinal()).orElse(null);
    if (job == null) {
      return Optional.empty();
    }
    if (job.status() == JobStatus.CANCELLING) {
      job.cancelled(clock.instant());
      over(job);
      return Optional.empty();
    }
    if (job.isWornOut()) {
      String message =
          "Its worker was lost %d times while it ran; the log of the service may tell why"
              .formatted(job.attempt());
      job.fail(new Failure("gave-up", message), clock.instant());
      over(job);
      return Optional.empty();
    }
    job.start(device, clock.instant());
    return Optional.of(new Assignment(id, job.attempt(), job.request()));
  }

  /** Notes how far an attempt is, and tells it where its job stands. */
  JobStatus report(Assignment attempt, Progress progress) {
    Job job = owned(attempt);
    job.report(progress);
    return job.status();
  }

  void report(Assignment attempt, Precision precision) {
    owned(attempt).report(precision);
  }

  void report(Assignment attempt, EpochReport epoch) {
    owned(attempt).report(epoch);
  }

  /** Where an attempt's job stands. */
  @Transactional(readOnly = true)
  JobStatus status(Assignment attempt) {
    Job job = jobs.findById(attempt.job()).orElseThrow(() -> lost(attempt));
    job.requireAttempt(attempt.attempt());
    return job.status();
  }

  /**
   * Registers the model and ends the job, both or neither. A job whose cancelling its worker has
   * not seen ends cancelled all the same.
   *
   * @return whether the model was registered
   */
  boolean succeed(Assignment attempt, SavedModel saved) {
    Job job = owned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(attempt);
      return false;
    }
    UUID model = registry.register(saved, job.id(), attempt.request().promote());
    job.succeed(model, clock.instant());
    over(job);
    return true;
  }

  void fail(Assignment attempt, Failure failure) {
    Job job = owned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(attempt);
      return;
    }
    job.fail(failure, clock.instant());
    over(job);
  }

  void cancelled(Assignment attempt) {
    Job job = owned(attempt);
    job.cancelled(clock.instant());
    over(job);
  }

  /** Puts the job back into the queue; one whose cancelling its worker has not seen yet ends. */
  void handBack(Assignment attempt) {
    if (owned(attempt).status() == JobStatus.CANCELLING) {
      cancelled(attempt);
    } else {
      owned(attempt).handBack();
    }
  }

  /**
   * After a restart of a service that is alone with its database: every job that is not over has a
   * place in the queue, and those that were being cancelled are.
   */
  void takeUpOrphans() {
    for (Job job : jobs.findByStatusIn(EnumSet.of(JobStatus.CANCELLING))) {
      job.cancelled(clock.instant());
      over(job);
    }
    for (Job job : jobs.findByStatusIn(EnumSet.of(JobStatus.QUEUED, JobStatus.RUNNING))) {
      queue.put(job.id(), job.priority());
    }
  }

  private void over(Job job) {
    events.publishEvent(new JobFinished(job.id(), job.status(), job.failure()));
  }

  private Job locked(UUID id) {
    return jobs.lock(id).orElseThrow(() -> new JobNotFoundException(id));
  }

  private Job owned(Assignment attempt) {
    Job job = jobs.lock(attempt.job()).orElseThrow(() -> lost(attempt));
    job.requireAttempt(attempt.attempt());
    return job;
  }

  private static LostAttemptException lost(Assignment attempt) {
    return new LostAttemptException(attempt.job(), attempt.attempt());
  }
}
