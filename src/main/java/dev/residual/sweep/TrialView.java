package dev.residual.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.residual.job.JobFailure;
import dev.residual.job.JobStatus;
import dev.residual.recipe.SelectBy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trial in responses to clients.
 *
 * @param status of the trial, which stays when its job is deleted
 * @param jobId null before its job is submitted
 * @param jobStatus of its job; null once the trial has ended
 * @param epochs number of epochs that are done
 * @param value the objective after the epoch that counts; null before the first one
 * @param epoch the epoch that counts: the last one, or the best one if the job keeps the weights of
 *     its best epoch
 * @param seconds time that its epochs took
 * @param curve the objective after each epoch
 */
@Schema(name = "SweepTrial")
public record TrialView(
    int number,
    @Schema(
            description = "the values that distinguish it, by the names of fields",
            example = "{\"optimizer.learningRate\": 0.003}")
        Map<String, Object> parameters,
    TrialStatus status,
    @Nullable UUID jobId,
    @Nullable JobStatus jobStatus,
    @Nullable UUID modelId,
    int epochs,
    @Nullable Double value,
    @Nullable Integer epoch,
    @Nullable Double loss,
    @Nullable Double top1,
    @Nullable Double macroF1,
    double seconds,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JobFailure failure,
    List<Double> curve) {

  private static final JsonMapper JSON = new JsonMapper();

  static TrialView of(Trial trial, SelectBy objective) {
    TrialResult counts = trial.result(objective).orElse(null);
    return new TrialView(
        trial.number(),
        JSON.readValue(trial.parameters(), new TypeReference<LinkedHashMap<String, Object>>() {}),
        trial.status(),
        trial.job(),
        trial.jobStatus(),
        trial.model(),
        trial.epochsDone(),
        counts == null ? null : Double.valueOf(counts.value(objective)),
        counts == null ? null : Integer.valueOf(counts.epoch()),
        counts == null ? null : Double.valueOf(counts.loss()),
        counts == null ? null : Double.valueOf(counts.top1()),
        counts == null ? null : Double.valueOf(counts.macroF1()),
        trial.results().stream().mapToDouble(TrialResult::seconds).sum(),
        trial.failure(),
        trial.results().stream().map(result -> result.value(objective)).toList());
  }
}
