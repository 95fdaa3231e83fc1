package dev.residual.evaluation.run;

import dev.residual.evaluation.StoredEvaluation;
import dev.residual.job.JobFailure;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An evaluation of a model on another data set, from its submission to its end. */
@Entity
class EvaluationRun {

  @Id private UUID id;
  private UUID modelId;
  private @Nullable UUID owner;
  private String dataset;

  @Enumerated(EnumType.STRING)
  private EvaluationStatus status;

  private int attempt;
  private int attemptsUsed;
  private @Nullable String worker;
  private @Nullable String device;
  private int done;
  private int total;

  @Convert(converter = ResultConverter.class)
  private @Nullable StoredEvaluation result;

  @Embedded private @Nullable JobFailure failure;
  private Instant createdAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;

  @SuppressWarnings("NullAway") // Hibernate fills the fields.
  protected EvaluationRun() {}

  /**
   * Creates a queued evaluation.
   *
   * @param owner the key of the client; null if nobody is asked for one
   * @param dataset name and version, such as {@code pets@4}
   * @param total number of images of its test set
   */
  EvaluationRun(UUID modelId, @Nullable UUID owner, String dataset, int total, Instant now) {
    id = UUID.randomUUID();
    this.modelId = modelId;
    this.owner = owner;
    this.dataset = dataset;
    this.total = total;
    status = EvaluationStatus.QUEUED;
    createdAt = now;
  }

  /** Starts an attempt, from the queue or after another worker died. */
  void start(String node, String deviceName, Instant now) {
    if (status.isFinal()) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "Evaluation %s is %s", id, status));
    }
    status = EvaluationStatus.RUNNING;
    attempt++;
    attemptsUsed++;
    worker = node;
    device = deviceName;
    startedAt = now;
    done = 0;
  }

  /** Returns whether this evaluation has been started so many times. */
  boolean attemptsExhausted(int maxAttempts) {
    return attemptsUsed >= maxAttempts;
  }

  /** Returns whether an attempt is the current one, and running. */
  boolean isRunning(int expected) {
    return status == EvaluationStatus.RUNNING && attempt == expected;
  }

  void progress(int images) {
    done = images;
  }

  /**
   * Returns this evaluation to the queue.
   *
   * @param attemptCounts whether the attempt is one of those that an evaluation has
   */
  void release(boolean attemptCounts) {
    status = EvaluationStatus.QUEUED;
    worker = null;
    device = null;
    done = 0;
    if (!attemptCounts) {
      attemptsUsed--;
    }
  }

  void succeed(StoredEvaluation stored, Instant now) {
    result = stored;
    done = total;
    finish(EvaluationStatus.SUCCEEDED, now);
  }

  void fail(JobFailure reason, Instant now) {
    failure = reason;
    finish(EvaluationStatus.FAILED, now);
  }

  private void finish(EvaluationStatus end, Instant now) {
    status = end;
    // The clock may have been set back since the start.
    finishedAt = startedAt != null && now.isBefore(startedAt) ? startedAt : now;
  }

  UUID id() {
    return id;
  }

  UUID modelId() {
    return modelId;
  }

  /** Returns the key of the client that submitted it, or null if nobody was asked for one. */
  @Nullable UUID owner() {
    return owner;
  }

  String dataset() {
    return dataset;
  }

  EvaluationStatus status() {
    return status;
  }

  int attempt() {
    return attempt;
  }

  @Nullable String worker() {
    return worker;
  }

  @Nullable String device() {
    return device;
  }

  int done() {
    return done;
  }

  int total() {
    return total;
  }

  /** Returns the evaluation, or null unless it has succeeded. */
  @Nullable StoredEvaluation result() {
    return result;
  }

  @Nullable JobFailure failure() {
    return failure;
  }

  Instant createdAt() {
    return createdAt;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant finishedAt() {
    return finishedAt;
  }
}
