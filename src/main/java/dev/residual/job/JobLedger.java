package dev.residual.job;

import dev.residual.job.JobEvent.ModelMade;
import dev.residual.job.JobEvent.StatusChanged;
import dev.residual.job.JobEvent.StepLogged;
import dev.residual.model.Registry;
import dev.residual.model.SavedModel;
import dev.residual.torch.Precision;
import dev.residual.training.EpochReport;
import dev.residual.training.Progress;
import dev.residual.web.NodeSettings;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where jobs change: each method is one transaction, and what a dead attempt writes is refused. */
@Component
@Transactional
class JobLedger {

  private final Jobs jobs;
  private final JobQueue queue;
  private final JobFeed feed;
  private final IdempotencyKeys keys;
  private final Registry registry;
  private final ApplicationEventPublisher events;
  private final QueueSettings settings;
  private final NodeSettings node;
  private final Clock clock;

  JobLedger(
      Jobs jobs,
      JobQueue queue,
      JobFeed feed,
      IdempotencyKeys keys,
      Registry registry,
      ApplicationEventPublisher events,
      QueueSettings settings,
      NodeSettings node,
      Clock clock) {
    this.jobs = jobs;
    this.queue = queue;
    this.feed = feed;
    this.keys = keys;
    this.registry = registry;
    this.events = events;
    this.settings = settings;
    this.node = node;
    this.clock = clock;
  }

  /**
   * Takes in a job: its row, its place in the queue and its key, all or none.
   *
   * @throws org.springframework.dao.DuplicateKeyException if the key belongs to another job
   */
  UUID submit(JobRequest request, @Nullable String idempotencyKey) {
    UUID id = UUID.randomUUID();
    if (idempotencyKey != null) {
      keys.claim(idempotencyKey, id);
    }
    Job job = jobs.saveAndFlush(new Job(id, request, clock.instant()));
    feed.append(job, StatusChanged.of(job));
    queue.put(job);
    return id;
  }

  void cancel(UUID id) {
    change(locked(id), job -> job.cancel(clock.instant()));
  }

  void pause(UUID id) {
    change(locked(id), Job::pause);
  }

  void resume(UUID id) {
    change(
        locked(id),
        job -> {
          if (job.resume()) {
            queue.put(job);
          }
        });
  }

  void stop(UUID id) {
    change(
        locked(id),
        job -> {
          if (job.stop()) {
            queue.put(job);
          }
        });
  }

  void prioritize(UUID id, int priority) {
    Job job = locked(id);
    job.prioritize(priority);
    queue.move(job);
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

  /** Which device a job in the queue wants; none if there is nothing to do for this ticket. */
  @Transactional(readOnly = true)
  Optional<String> deviceWanted(Ticket ticket) {
    return jobs.findById(ticket.job())
        .filter(job -> isDue(job, ticket))
        .map(job -> job.request().device());
  }

  private static boolean isDue(Job job, Ticket ticket) {
    return job.queueEntry() == ticket.number()
        && !job.status().isFinal()
        && job.status() != JobStatus.PAUSED;
  }

  /** Begins an attempt; none if there is nothing left to train, or the job is worn out. */
  Optional<Assignment> start(Ticket ticket, String device) {
    Job job = jobs.lock(ticket.job()).filter(found -> isDue(found, ticket)).orElse(null);
    if (job == null || bury(job)) {
      return Optional.empty();
    }
    if (job.isWornOut(settings.attempts())) {
      String message =
          "Its worker was lost %d times while it ran; the log of the service may tell why"
              .formatted(job.attempt());
      fail(job, new Failure("gave-up", message));
      return Optional.empty();
    }
    change(job, it -> it.start(node.node(), device, clock.instant()));
    return Optional.of(new Assignment(job.id(), job.attempt(), job.request()));
  }

  /** Does what a lost worker was asked to do: whether the job now waits for nobody. */
  private boolean bury(Job job) {
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
      return true;
    }
    if (job.status() == JobStatus.PAUSING) {
      change(job, Job::lose);
      return true;
    }
    return false;
  }

  /** Notes how far an attempt is, and tells it where its job stands. */
  JobStatus report(Assignment attempt, Progress progress, List<StepLogged> logged) {
    Job job = owned(attempt);
    job.report(progress);
    feed.appendNew(job, logged);
    return job.status();
  }

  void report(Assignment attempt, Precision precision) {
    owned(attempt).report(precision);
  }

  void report(Assignment attempt, EpochReport epoch) {
    Job job = owned(attempt);
    EpochRow row = EpochRow.of(epoch);
    if (job.report(row)) {
      feed.append(job, row);
    }
  }

  /** Where an attempt's job stands. */
  @Transactional(readOnly = true)
  JobStatus status(Assignment attempt) {
    Job job = jobs.findById(attempt.job()).orElseThrow(() -> lost(attempt));
    job.requireAttempt(attempt.attempt());
    return job.status();
  }

  /**
   * Registers the model and ends the job, both or neither; once, however often it is asked for. A
   * job whose cancelling its worker has not seen ends cancelled all the same.
   *
   * @return whether the model was registered
   */
  boolean succeed(Assignment attempt, SavedModel saved) {
    if (registry.knows(saved)) {
      return true; // said before, and only the answer was lost
    }
    Job job = owned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
      return false;
    }
    UUID model = registry.register(saved, job.id(), attempt.request().promote());
    feed.append(job, new ModelMade(model, saved.manifest().description().test().top1()));
    change(job, it -> it.succeed(model, clock.instant()));
    return true;
  }

  void fail(Assignment attempt, Failure failure) {
    Job job = owned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
    } else {
      fail(job, failure);
    }
  }

  /**
   * Gives the job back after a failure that may pass, with this attempt used up; ends it if that
   * was the last one.
   *
   * @return whether it stays in the queue
   */
  boolean putOff(Assignment attempt, Failure failure) {
    Job job = owned(attempt);
    if (bury(job)) {
      return false;
    }
    if (job.isWornOut(settings.attempts())) {
      fail(job, failure);
      return false;
    }
    change(job, Job::lose);
    return true;
  }

  private void fail(Job job, Failure failure) {
    change(job, it -> it.fail(failure, clock.instant()));
  }

  void cancelled(Assignment attempt) {
    cancelled(owned(attempt));
  }

  private void cancelled(Job job) {
    change(job, it -> it.cancelled(clock.instant()));
  }

  /**
   * Gives the job back unfinished. One whose cancelling its worker has not seen yet ends.
   *
   * @return whether it stays in the queue
   */
  boolean leaveOff(Assignment attempt) {
    Job job = owned(attempt);
    if (job.status() == JobStatus.CANCELLING) {
      cancelled(job);
      return false;
    }
    change(job, Job::leaveOff);
    return job.status() != JobStatus.PAUSED;
  }

  /**
   * After a restart of a service that is alone with its database: every job that is not over or
   * paused has a place in the queue, and what lost workers were asked to do is done.
   */
  void takeUpOrphans() {
    for (Job job : jobs.findByStatusIn(JobStatus.AT_WORK)) {
      if (!bury(job)) {
        change(job, Job::lose);
      }
    }
    jobs.findByStatusIn(EnumSet.of(JobStatus.QUEUED, JobStatus.STOPPING)).forEach(queue::put);
  }

  /** Where all changes of a job's state pass, so that everybody hears of them. */
  private void change(Job job, Consumer<Job> verb) {
    StatusChanged before = StatusChanged.of(job);
    verb.accept(job);
    StatusChanged after = StatusChanged.of(job);
    if (!after.equals(before)) {
      feed.append(job, after);
    }
    if (job.status().isFinal()) {
      events.publishEvent(new JobFinished(job.id(), job.status(), job.failure()));
    }
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
