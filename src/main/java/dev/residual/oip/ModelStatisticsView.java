package dev.residual.oip;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.inference.ModelStatistics;
import dev.residual.model.RegisteredModel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The statistics of models in the form of Triton, since the start of this process. */
@Schema(name = "ModelStatistics")
record ModelStatisticsView(@JsonProperty("model_stats") List<OfModel> models) {

  /**
   * The statistics of one model.
   *
   * @param name the alias or id in the path
   * @param version the id of the model
   * @param lastInference milliseconds since 1970; 0 if there was none
   * @param inferences number of images that were classified
   * @param executions number of batches that were computed
   */
  @Schema(name = "StatisticsOfModel")
  record OfModel(
      String name,
      String version,
      @JsonProperty("last_inference") long lastInference,
      @JsonProperty("inference_count") long inferences,
      @JsonProperty("execution_count") long executions,
      @JsonProperty("inference_stats") Durations durations,
      @JsonProperty("batch_stats") List<OfBatches> batches) {}

  /**
   * The durations of requests and batches. Input and output are part of {@code computeInfer}.
   *
   * @param success of requests that were answered
   * @param fail of requests that were not answered
   * @param queue from the arrival of a request to the start of its batch
   */
  @Schema(name = "InferenceDurations")
  record Durations(
      Duration success,
      Duration fail,
      Duration queue,
      @JsonProperty("compute_input") Duration computeInput,
      @JsonProperty("compute_infer") Duration computeInfer,
      @JsonProperty("compute_output") Duration computeOutput) {}

  /** The batches of one size. */
  @Schema(name = "StatisticsOfBatches")
  record OfBatches(
      @JsonProperty("batch_size") long batchSize,
      @JsonProperty("compute_input") Duration computeInput,
      @JsonProperty("compute_infer") Duration computeInfer,
      @JsonProperty("compute_output") Duration computeOutput) {}

  /** The sum of some durations in nanoseconds. */
  @Schema(name = "TotalDuration")
  record Duration(long count, long ns) {

    private static final Duration NONE = new Duration(0, 0);

    private static Duration of(ModelStatistics.Total total) {
      return new Duration(total.count(), total.nanoseconds());
    }
  }

  static ModelStatisticsView of(String name, RegisteredModel model, ModelStatistics statistics) {
    Duration computing = Duration.of(statistics.allBatches());
    return new ModelStatisticsView(
        List.of(
            new OfModel(
                name,
                model.id().toString(),
                statistics.lastInference() == null ? 0 : statistics.lastInference().toEpochMilli(),
                statistics.images(),
                computing.count(),
                new Durations(
                    Duration.of(statistics.succeeded()),
                    Duration.of(statistics.failed()),
                    Duration.of(statistics.queued()),
                    Duration.NONE,
                    computing,
                    Duration.NONE),
                statistics.batches().entrySet().stream()
                    .map(
                        batches ->
                            new OfBatches(
                                batches.getKey(),
                                Duration.NONE,
                                Duration.of(batches.getValue()),
                                Duration.NONE))
                    .toList())));
  }
}
