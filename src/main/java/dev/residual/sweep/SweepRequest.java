package dev.residual.sweep;

import dev.residual.job.JobRequest;
import dev.residual.model.PromotionPolicy;
import dev.residual.recipe.SelectBy;
import dev.residual.web.PlainName;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of {@code POST /sweeps}.
 *
 * @param job the fields that all trials have in common, as a client has sent them
 * @param space the values to choose from, by the dotted names of fields
 * @param maxTrials null for 20 of a random search, and for all of a grid
 * @param earlyStopping null to train all trials to their end
 * @param maxConcurrentTrials null for as many as there are devices
 */
@Schema(name = "SweepRequest")
public record SweepRequest(
    @Schema(
            description = "a name for people; its trials get it with their number",
            example = "learning rates")
        @Size(max = 90, message = "must have at most {max} characters")
        @PlainName
        @Nullable String name,
    @Schema(
            implementation = JobRequest.class,
            description =
                "what all trials have in common, as in POST /jobs; default {}. Without"
                    + " validationSize it is auto, so that the test set does not choose the model")
        @Nullable ObjectNode job,
    @Schema(description = "grid: every combination. random: combinations drawn at random")
        @NotNull(message = "must be grid or random")
        SearchStrategy strategy,
    @Schema(
            types = "object",
            description =
                "the values to choose from, by the names of fields of POST /jobs with dots: a list"
                    + " of values, or a range of numbers with min, max, scale (linear or log) and,"
                    + " for a grid, steps",
            example =
                "{\"optimizer.learningRate\": {\"min\": 0.0001, \"max\": 0.1, \"scale\": \"log\"},"
                    + " \"batchSize\": [32, 64]}")
        @NotEmpty(message = "must have at least one field")
        @Size(max = 20, message = "must have at most {max} fields")
        Map<String, Dimension> space,
    @Schema(
            description =
                "the most trials; default 20 for random. A grid with more combinations is refused",
            example = "12")
        @Min(value = 1, message = "must be at least {value}")
        @Nullable Integer maxTrials,
    @Schema(
            description =
                "seed of the drawn combinations, and of the order of a grid; default 42. It is not"
                    + " the seed of the trainings, which job has")
        @Nullable Long seed,
    @Schema(
            description =
                "what is best: the highest top1 or macro-f1, or the lowest loss, of the epochs'"
                    + " evaluation; default top1")
        @Nullable SelectBy objective,
    @Schema(description = "default none: all trials are trained to their end") @Valid
        @Nullable Asha earlyStopping,
    @Schema(
            description =
                "the most trials that are queued or running at the same time; default as many as"
                    + " workers have devices for them")
        @Range(min = 1, max = 10_000, message = "must be between {min} and {max}")
        @Nullable Integer maxConcurrentTrials,
    @Schema(description = "which aliases the model of the best trial gets; default never")
        @Nullable PromotionPolicy promote,
    @Schema(
            description =
                "best: the model of the best trial; the others are deleted, unless they have an"
                    + " alias. all: one of each trial. Default best")
        @Nullable KeepModels keepModels) {

  private static final int DEFAULT_TRIALS = 20;
  private static final long DEFAULT_SEED = 42;

  /** Returns this request with its defaults filled in. */
  SweepRequest withDefaults(int maxTrialsOfAll) {
    return new SweepRequest(
        name,
        job == null ? new JsonMapper().createObjectNode() : job,
        strategy,
        space,
        maxTrials != null
            ? maxTrials
            : Integer.valueOf(
                strategy == SearchStrategy.GRID
                    ? maxTrialsOfAll
                    : Math.min(DEFAULT_TRIALS, maxTrialsOfAll)),
        seed == null ? Long.valueOf(DEFAULT_SEED) : seed,
        objective == null ? SelectBy.TOP1 : objective,
        earlyStopping == null
            ? null
            : new Asha(
                Asha.Name.ASHA,
                earlyStopping.minEpochs() == null ? Integer.valueOf(1) : earlyStopping.minEpochs(),
                earlyStopping.factor()),
        maxConcurrentTrials,
        promote == null ? PromotionPolicy.NEVER : promote,
        keepModels == null ? KeepModels.BEST : keepModels);
  }

  /** Returns a field of the job as it was sent, or a missing node. */
  JsonNode jobField(String field) {
    return job == null ? new JsonMapper().missingNode() : job.path(field);
  }

  /** Returns a value that {@link #withDefaults} has filled in. */
  static <T> T filledIn(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the defaults are not filled in");
    }
    return value;
  }
}
