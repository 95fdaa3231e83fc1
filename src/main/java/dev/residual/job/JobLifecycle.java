package dev.residual.job;

import dev.residual.access.Caller;
import dev.residual.dataset.Datasets;
import dev.residual.job.JobEvent.StatusChanged;
import dev.residual.model.ModelRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The operations that clients perform on jobs. Each method is one transaction. */
@Component
@Transactional
public class JobLifecycle {

  private final Jobs jobs;
  private final JobTransitions transitions;
  private final JobQueue queue;
  private final QueueCapacity capacity;
  private final JobEventLog eventLog;
  private final IdempotencyKeys keys;
  private final Datasets datasets;
  private final ModelRegistry registry;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  JobLifecycle(
      Jobs jobs,
      JobTransitions transitions,
      JobQueue queue,
      QueueCapacity capacity,
      JobEventLog eventLog,
      IdempotencyKeys keys,
      Datasets datasets,
      ModelRegistry registry,
      ApplicationEventPublisher events,
      Clock clock) {
    this.jobs = jobs;
    this.transitions = transitions;
    this.queue = queue;
    this.capacity = capacity;
    this.eventLog = eventLog;
    this.keys = keys;
    this.datasets = datasets;
    this.registry = registry;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Stores a job, its queue entry and its idempotency key: all of them or none.
   *
   * @throws org.springframework.dao.DuplicateKeyException if the key belongs to another job
   * @throws dev.residual.web.Problem if the queue is full
   * @throws dev.residual.dataset.UnknownDatasetException if the data set was deleted meanwhile
   * @throws dev.residual.model.ModelNotFoundException if the initial model was deleted meanwhile
   */
  public UUID submit(JobRequest request, IdempotencyKeys.@Nullable Key key) {
    return submit(request, key, null);
  }

  /**
   * Stores a job as above.
   *
   * @param reproduces the model whose training is repeated; null for none
   */
  public UUID submit(
      JobRequest request, IdempotencyKeys.@Nullable Key key, @Nullable UUID reproduces) {
    UUID id = UUID.randomUUID();
    if (key != null) {
      keys.claim(key, id);
    }
    datasets.requireStillReady(request.training().dataset());
    if (request.training().initialModel() != null) {
      registry.hold(UUID.fromString(request.training().initialModel()));
    }
    if (reproduces != null) {
      registry.hold(reproduces);
    }
    capacity.requireRoom();
    Job job =
        jobs.saveAndFlush(new Job(id, Caller.currentId(), request, reproduces, afterAllOthers()));
    eventLog.append(job, StatusChanged.of(job));
    enqueue(job);
    return id;
  }

  public void cancel(UUID id) {
    transitions.apply(lock(id), job -> job.cancel(clock.instant()));
  }

  public void pause(UUID id) {
    transitions.apply(lock(id), Job::pause);
  }

  public void resume(UUID id) {
    transitions.apply(
        lock(id),
        job -> {
          if (job.resume()) {
            enqueue(job);
          }
        });
  }

  public void stop(UUID id) {
    transitions.apply(
        lock(id),
        job -> {
          if (job.stop()) {
            enqueue(job);
          }
        });
  }

  private void enqueue(Job job) {
    queue.put(job);
    events.publishEvent(new JobQueue.Added(job.id()));
  }

  public void prioritize(UUID id, int priority) {
    Job job = lock(id);
    job.prioritize(priority);
    queue.move(job);
  }

  public void delete(UUID id) {
    Job job = lock(id);
    job.requireDeletable();
    jobs.delete(job);
    events.publishEvent(new JobDeleted(id));
  }

  /** Returns whether any job is queued or running. */
  @Transactional(readOnly = true)
  public boolean isBusy() {
    return !jobs.findByStatusIn(EnumSet.of(JobStatus.QUEUED, JobStatus.RUNNING)).isEmpty();
  }

  /** Returns the time, or a later one after the clock was set back, so that the order is kept. */
  private Instant afterAllOthers() {
    Instant now = clock.instant();
    return jobs.lastCreatedAt()
        .filter(last -> !last.isBefore(now))
        .map(last -> last.plus(1, ChronoUnit.MICROS))
        .orElse(now);
  }

  /** Returns a job that the client may change, locked until the transaction ends. */
  private Job lock(UUID id) {
    Job job = jobs.lock(id).orElseThrow(() -> new JobNotFoundException(id));
    Caller.requireOwn(job.owner(), "Job " + id);
    return job;
  }
}
