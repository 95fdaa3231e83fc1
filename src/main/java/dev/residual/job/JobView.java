package dev.residual.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.residual.model.provenance.Reproduction;
import dev.residual.training.TrainingProgress;
import dev.residual.web.Link;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job in responses to clients. Lists omit {@code request} and {@code epochs}.
 *
 * @param owner the key of the client that submitted it; null if nobody was asked for one
 * @param queuePosition position in the queue, from 1; null unless queued
 * @param waitingFor what a queued job waits for besides its turn; null if there is nothing else
 * @param worker the worker that trains the job or trained it last; null before its start
 * @param reproduces the model whose training is repeated; null for none
 * @param reproduction how the model compares with that one; null until the job has succeeded
 * @param precision the number format used for training; null before its start
 */
public record JobView(
    UUID id,
    @Nullable UUID owner,
    @Nullable String name,
    JobStatus status,
    int attempt,
    int priority,
    @Nullable Long queuePosition,
    @Nullable String waitingFor,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JobRequest request,
    @Nullable String worker,
    @Nullable String device,
    @Nullable String precision,
    @Nullable ProgressView progress,
    @Nullable Latest latest,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<EpochResult> epochs,
    @Nullable UUID modelId,
    @Nullable UUID reproduces,
    @Nullable Reproduction reproduction,
    @Nullable JobFailure failure,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    Map<String, Link> links) {

  /**
   * The progress of a job.
   *
   * @param epoch the current epoch, or the last one of a job that has ended
   * @param step the number of completed steps in this epoch
   * @param steps the number of steps per epoch
   * @param fraction the fraction of all steps that is completed, 0 to 1
   */
  public record ProgressView(
      int epoch,
      int epochs,
      int step,
      int steps,
      double fraction,
      double imagesPerSecond,
      double secondsPerStep,
      long etaSeconds) {

    static ProgressView of(TrainingProgress progress, boolean ended) {
      return new ProgressView(
          progress.epoch(),
          progress.epochs(),
          progress.step(),
          progress.steps(),
          rounded(progress.fraction(), 1e4),
          rounded(progress.imagesPerSecond(), 1e1),
          rounded(progress.secondsPerStep(), 1e4),
          ended ? 0 : Math.round(progress.etaSeconds()));
    }
  }

  /**
   * The metrics of the last logged step.
   *
   * @param loss of the last logged step
   * @param top1 running average of the epoch
   * @param top5 running average of the epoch
   */
  record Latest(@Nullable Double loss, double top1, double top5, double learningRate) {

    static Latest of(TrainingProgress progress) {
      return new Latest(
          progress.loss(),
          rounded(progress.top1(), 1e6),
          rounded(progress.top5(), 1e6),
          progress.learningRate());
    }
  }

  static JobView full(Job job, @Nullable Long queuePosition, @Nullable String waitingFor) {
    return of(job, queuePosition, waitingFor, job.request(), job.epochs());
  }

  static JobView inList(Job job, @Nullable Long queuePosition, @Nullable String waitingFor) {
    return of(job, queuePosition, waitingFor, null, null);
  }

  private static JobView of(
      Job job,
      @Nullable Long queuePosition,
      @Nullable String waitingFor,
      @Nullable JobRequest request,
      @Nullable List<EpochResult> epochs) {
    TrainingProgress progress = job.progress();
    return new JobView(
        job.id(),
        job.owner(),
        job.name(),
        job.status(),
        job.attempt(),
        job.priority(),
        queuePosition,
        waitingFor,
        request,
        job.worker(),
        job.device(),
        job.precision(),
        progress == null ? null : ProgressView.of(progress, job.status().isFinal()),
        progress == null ? null : Latest.of(progress),
        epochs,
        job.modelId(),
        job.reproduces(),
        job.reproduction(),
        job.failure(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        links("/jobs/" + job.id()));
  }

  private static Map<String, Link> links(String self) {
    Map<String, Link> links = new LinkedHashMap<>();
    links.put("self", new Link(self));
    links.put("events", new Link(self + "/events"));
    links.put("metrics", new Link(self + "/metrics"));
    links.put("tensorboard", new Link(self + "/tensorboard"));
    return links;
  }

  private static double rounded(double value, double digits) {
    return Math.round(value * digits) / digits;
  }
}
