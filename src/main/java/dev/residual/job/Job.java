package dev.residual.job;

import dev.residual.model.provenance.Reproduction;
import dev.residual.torch.Precision;
import dev.residual.training.TrainingProgress;
import dev.residual.web.UnicodeText;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OrderBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A training job, from its submission to its end. Its methods throw {@link JobStateException} if
 * its status does not allow the change.
 */
@Entity
public class Job {

  private static final int MAX_REASON = 500;

  @Id private UUID id;
  private @Nullable UUID owner;
  private @Nullable String name;

  @Enumerated(EnumType.STRING)
  private JobStatus status;

  @Embedded private AttemptCount attempts = new AttemptCount();
  private int queueEntry;
  private int lastEvent;
  private short priority;

  @Convert(converter = JsonColumns.OfRequest.class)
  private JobRequest request;

  @Column private String dataset;
  private @Nullable UUID initialModel;
  private @Nullable UUID reproduces;

  @Convert(converter = JsonColumns.OfReproduction.class)
  private @Nullable Reproduction reproduction;

  private @Nullable String waitingFor;
  private @Nullable String worker;
  private @Nullable String device;

  @Column(name = "training_precision")
  private @Nullable String precision;

  @Convert(converter = JsonColumns.OfProgress.class)
  private @Nullable TrainingProgress progress;

  @ElementCollection
  @CollectionTable(name = "job_epoch", joinColumns = @JoinColumn(name = "job_id"))
  @OrderBy("epoch")
  private List<EpochResult> epochs = new ArrayList<>();

  @ElementCollection
  @CollectionTable(name = "job_label", joinColumns = @JoinColumn(name = "job_id"))
  @MapKeyColumn(name = "label_key")
  @Column(name = "label_value")
  private Map<String, String> labels = new HashMap<>();

  private @Nullable UUID modelId;
  @Embedded private @Nullable JobFailure failure;
  private Instant createdAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;

  @SuppressWarnings("NullAway") // for Hibernate, which fills the fields
  protected Job() {}

  /**
   * Creates a queued job.
   *
   * @param owner the key of the client; null if nobody is asked for one
   * @param request with its defaults filled in
   * @param reproduces the model whose training is repeated; null for none
   */
  Job(UUID id, @Nullable UUID owner, JobRequest request, @Nullable UUID reproduces, Instant now) {
    this.id = id;
    this.owner = owner;
    this.request = request;
    this.reproduces = reproduces;
    dataset = request.training().dataset();
    String initial = request.training().initialModel();
    initialModel = initial == null ? null : UUID.fromString(initial);
    name = request.name();
    labels.putAll(request.labels());
    priority = (short) request.priority();
    status = JobStatus.QUEUED;
    createdAt = now;
  }

  /**
   * Starts an attempt, from the queue or after another worker died. Progress is reset; the results
   * of epochs are kept, since training is deterministic and would produce the same ones.
   */
  void start(String worker, String device, Instant now) {
    if (status == JobStatus.QUEUED) {
      status = JobStatus.RUNNING;
    } else if (status != JobStatus.RUNNING && status != JobStatus.STOPPING) {
      throw refusal("not-queued", "");
    }
    attempts.start();
    waitingFor = null;
    this.worker = worker;
    this.device = device;
    precision = null;
    startedAt = startedAt == null ? now : startedAt;
    progress = null;
  }

  /** Returns whether this job has been started {@code maxAttempts} times without progress. */
  boolean attemptsExhausted(int maxAttempts) {
    return attempts.isExhausted(maxAttempts);
  }

  int attemptsWithoutProgress() {
    return attempts.withoutProgress();
  }

  /**
   * Rejects writes of a worker whose attempt is over.
   *
   * @throws StaleAttemptException if another attempt, or none, is running
   */
  void requireAttempt(int expected) {
    if (attempts.number() != expected || !isWithWorker()) {
      throw new StaleAttemptException(id, expected);
    }
  }

  /**
   * Reports the start of a training.
   *
   * @param step position of the checkpoint from which it resumes, 0 if there is none
   */
  void report(Precision used, long step) {
    precision = used.toString();
    attempts.resumed(step);
  }

  void report(TrainingProgress newProgress) {
    progress = newProgress;
  }

  /**
   * Adds an epoch's result.
   *
   * @return whether it is new; a worker reports it again if the first call's response was lost, or
   *     if it resumed from an earlier checkpoint
   */
  boolean report(EpochResult epoch) {
    boolean exists = epochs.stream().anyMatch(row -> row.epoch() == epoch.epoch());
    if (!exists) {
      epochs.add(epoch);
    }
    return !exists;
  }

  /**
   * Ends this job with a model.
   *
   * @param result how it compares with the model whose training was repeated; null for none
   */
  void succeed(UUID model, @Nullable Reproduction result, Instant now) {
    modelId = model;
    reproduction = result;
    finish(JobStatus.SUCCEEDED, now);
  }

  void fail(JobFailure reason, Instant now) {
    failure = reason;
    finish(JobStatus.FAILED, now);
  }

  /** Returns this unfinished job to the queue. The attempt does not count. */
  void release() {
    attempts.release();
    workerLost();
  }

  /**
   * Returns this unfinished job to the queue. The attempt does not count.
   *
   * @param reason what it waits for, for clients
   */
  void release(String reason) {
    release();
    waitingFor = UnicodeText.storable(reason, MAX_REASON);
  }

  /**
   * Removes this job from its worker. A pausing job becomes paused; all others wait for a new
   * worker.
   */
  void workerLost() {
    worker = null;
    device = null;
    if (status == JobStatus.PAUSING) {
      status = JobStatus.PAUSED;
    } else if (status == JobStatus.RUNNING) {
      status = JobStatus.QUEUED;
    }
  }

  /**
   * Pauses this job until it is resumed: at once if it is queued, at its next batch if it is
   * running.
   */
  void pause() {
    requireNotEnding("paused");
    if (status == JobStatus.QUEUED) {
      status = JobStatus.PAUSED;
    } else if (status == JobStatus.RUNNING) {
      status = JobStatus.PAUSING;
    }
  }

  /**
   * Resumes a paused job.
   *
   * @return whether a queue entry with the new number must be added
   */
  boolean resume() {
    requireNotFinal();
    if (status == JobStatus.PAUSING) {
      status = JobStatus.RUNNING;
      return false;
    }
    if (status != JobStatus.PAUSED) {
      throw refusal("not-paused", ", so it cannot be resumed");
    }
    status = JobStatus.QUEUED;
    queueEntry++;
    return true;
  }

  /**
   * Stops training early and keeps the model trained so far.
   *
   * @return whether a queue entry with the new number must be added, since only a worker can make a
   *     model from the checkpoint
   */
  boolean stop() {
    if (status == JobStatus.STOPPING) {
      return false;
    }
    requireNotEnding("stopped");
    if (startedAt == null) {
      throw new JobStateException(
          "not-started",
          String.format(
              Locale.ROOT,
              "Job %s has not started, so there is nothing to keep; cancel it with POST /jobs/%s/cancel",
              id,
              id));
    }
    boolean paused = status == JobStatus.PAUSED;
    if (paused) {
      queueEntry++;
    }
    status = JobStatus.STOPPING;
    return paused;
  }

  /** Cancels this job: at its next batch if a worker has it, otherwise at once. */
  void cancel(Instant now) {
    requireNotFinal();
    if (isWithWorker()) {
      status = JobStatus.CANCELLING;
    } else {
      finish(JobStatus.CANCELLED, now);
    }
  }

  /** Changes the priority of a queued job. */
  void prioritize(int newPriority) {
    if (status != JobStatus.QUEUED) {
      throw refusal("not-queued", "; only the priority of a queued one can change");
    }
    priority = (short) newPriority;
  }

  private void requireNotFinal() {
    if (status.isFinal()) {
      throw refusal("already-final", " already");
    }
  }

  private void requireNotEnding(String verb) {
    requireNotFinal();
    if (status == JobStatus.STOPPING || status == JobStatus.CANCELLING) {
      throw refusal("already-ending", ", so it cannot be " + verb);
    }
  }

  /** Ends a job as cancelled, after its worker has stopped or died. */
  void cancelled(Instant now) {
    finish(JobStatus.CANCELLED, now);
  }

  void requireDeletable() {
    if (!status.isFinal()) {
      throw refusal("not-final", "; cancel it first with POST /jobs/" + id + "/cancel");
    }
  }

  /** Returns the exception that names this job and its status, and then the reason. */
  private JobStateException refusal(String code, String reason) {
    return new JobStateException(code, "Job " + id + " is " + status + reason);
  }

  private void finish(JobStatus end, Instant now) {
    status = end;
    // The clock may have been set back since the start.
    finishedAt = startedAt != null && now.isBefore(startedAt) ? startedAt : now;
  }

  public UUID id() {
    return id;
  }

  /** Returns the key of the client that submitted it, or null if nobody was asked for one. */
  @Nullable UUID owner() {
    return owner;
  }

  public @Nullable String name() {
    return name;
  }

  public JobStatus status() {
    return status;
  }

  public int attempt() {
    return attempts.number();
  }

  /** Returns whether this job is assigned to a worker, which may have died. */
  boolean isWithWorker() {
    return device != null && JobStatus.WITH_WORKER.contains(status);
  }

  /** Counts up and returns the number of the next event. */
  int nextEvent() {
    return ++lastEvent;
  }

  /** Returns the number of the current queue entry; entries with a smaller number are ignored. */
  int queueEntry() {
    return queueEntry;
  }

  public int priority() {
    return priority;
  }

  JobRequest request() {
    return request;
  }

  /** Returns the id of the model that this job starts from, or null for random weights. */
  @Nullable UUID initialModel() {
    return initialModel;
  }

  /** Returns the model whose training this job repeats, or null for none. */
  @Nullable UUID reproduces() {
    return reproduces;
  }

  /** Returns how the model compares with the one whose training was repeated, or null. */
  @Nullable Reproduction reproduction() {
    return reproduction;
  }

  /** Returns what this job waits for, or null if it only waits for its turn. */
  @Nullable String waitingFor() {
    return waitingFor;
  }

  public @Nullable String worker() {
    return worker;
  }

  public @Nullable String device() {
    return device;
  }

  public @Nullable String precision() {
    return precision;
  }

  public @Nullable TrainingProgress progress() {
    return progress;
  }

  public List<EpochResult> epochs() {
    return List.copyOf(epochs);
  }

  public @Nullable UUID modelId() {
    return modelId;
  }

  public @Nullable JobFailure failure() {
    return failure;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public @Nullable Instant startedAt() {
    return startedAt;
  }

  public @Nullable Instant finishedAt() {
    return finishedAt;
  }
}
