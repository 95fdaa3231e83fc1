package dev.residual.evaluation.run;

import dev.residual.evaluation.EvaluationSummary;
import dev.residual.evaluation.StoredEvaluation;
import dev.residual.job.JobFailure;
import dev.residual.web.Link;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation of a model on another data set in responses to clients.
 *
 * @param owner the key of the client that submitted it; null if nobody was asked for one
 * @param dataset name and version
 * @param precision the number format that was used; null until it has succeeded
 * @param result the main figures; null until it has succeeded
 */
@Schema(name = "ModelEvaluation", description = "An evaluation of a model on another data set")
record EvaluationRunView(
    UUID id,
    UUID modelId,
    @Nullable UUID owner,
    @Schema(example = "pets@4") String dataset,
    EvaluationStatus status,
    int attempt,
    @Nullable String worker,
    @Nullable String device,
    @Nullable String precision,
    Progress progress,
    @Schema(description = "null until it has succeeded") @Nullable EvaluationSummary result,
    @Nullable JobFailure failure,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Schema(
            description =
                "the evaluation itself and its model; report, confusion, reliability, labelErrors"
                    + " and predictions once it has succeeded")
        Map<String, Link> links) {

  /**
   * How far an evaluation is.
   *
   * @param done images whose outputs were computed
   * @param total images of the test set
   */
  @Schema(name = "EvaluationProgress")
  record Progress(
      @Schema(description = "Images whose outputs were computed", example = "640") int done,
      @Schema(description = "Images of the test set", example = "1000") int total,
      @Schema(description = "The share that is done, 0 to 1", example = "0.64") double fraction) {

    static Progress of(int done, int total) {
      return new Progress(done, total, total == 0 ? 1 : Math.round(1e4 * done / total) / 1e4);
    }
  }

  static EvaluationRunView of(EvaluationRun run) {
    StoredEvaluation result = run.result();
    return new EvaluationRunView(
        run.id(),
        run.modelId(),
        run.owner(),
        run.dataset(),
        run.status(),
        run.attempt(),
        run.worker(),
        run.device(),
        result == null ? null : result.precision(),
        Progress.of(run.done(), run.total()),
        result == null ? null : result.summary(),
        run.failure(),
        run.createdAt(),
        run.startedAt(),
        run.finishedAt(),
        links(run, result != null));
  }

  static String path(EvaluationRun run) {
    return "/models/" + run.modelId() + "/evaluations/" + run.id();
  }

  private static Map<String, Link> links(EvaluationRun run, boolean succeeded) {
    String self = path(run);
    Map<String, Link> links = new LinkedHashMap<>();
    links.put("self", new Link(self));
    links.put("model", new Link("/models/" + run.modelId()));
    if (succeeded) {
      links.put("report", new Link(self + "/report"));
      links.put("confusion", new Link(self + "/confusion.svg"));
      links.put("reliability", new Link(self + "/reliability.svg"));
      links.put("labelErrors", new Link(self + "/label-errors"));
      links.put("predictions", new Link(self + "/predictions"));
    }
    return links;
  }
}
