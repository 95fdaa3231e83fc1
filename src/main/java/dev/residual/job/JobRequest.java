package dev.residual.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.residual.cluster.DeviceSlots;
import dev.residual.model.PromotionPolicy;
import dev.residual.pipeline.DecimalRange;
import dev.residual.recipe.OneOf;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.web.PlainName;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * The body of {@code POST /jobs}. Every field is optional in JSON; {@link JobRequestDeserializer}
 * fills in missing ones, so a {@code JobRequest} is always complete.
 *
 * @param recipe name of the recipe whose values are the defaults
 * @param training how to train; in JSON, its fields are on the top level
 * @param given names of the fields of the training that the client has given
 */
@Schema(name = "JobRequest")
@JsonDeserialize(using = JobRequestDeserializer.class)
public record JobRequest(
    @Schema(
            description = "a name for people; up to 100 characters, no control characters",
            example = "first try")
        @Size(max = 100, message = TEXT)
        @PlainName
        @Nullable String name,
    @Schema(
            description = "key-value pairs for filtering; up to 16; the key sweep is reserved",
            example = "{\"team\": \"web\"}")
        @Size(max = 16, message = "must have at most 16 pairs")
        Map<
                @Size(min = 1, max = 100, message = "must have keys of 1 to 100 characters")
                @PlainName String,
                @NotNull(message = "must be given") @Size(max = 100, message = TEXT) @PlainName
                String>
            labels,
    @Schema(description = "the recipe whose values are the defaults of all training fields")
        @OneOf({DEFAULT_RECIPE, "fast", "accurate", "finetune"})
        String recipe,
    @JsonUnwrapped Recipe training,
    @Schema(description = "auto, or the name of a device from GET /devices", example = "auto")
        String device,
    @Schema(description = "jobs with a higher priority run first")
        @DecimalRange(min = MIN_PRIORITY, max = MAX_PRIORITY)
        int priority,
    PromotionPolicy promote,
    @JsonIgnore @Schema(hidden = true) Set<String> given) {

  static final String DEFAULT_RECIPE = "article";
  public static final String MIN_PRIORITY = "-100";
  public static final String MAX_PRIORITY = "100";

  /** The label by which the jobs of a sweep tell it. Clients cannot set it. */
  public static final String SWEEP_LABEL = "sweep";

  private static final String TEXT = "must have at most 100 characters";

  /** The request for an empty body: the recipe of the article. */
  public static final JobRequest EMPTY =
      new JobRequest(
          null,
          Map.of(),
          DEFAULT_RECIPE,
          Recipes.ARTICLE,
          DeviceSlots.ANY,
          0,
          PromotionPolicy.IF_BETTER,
          Set.of());

  public JobRequest {
    given = Set.copyOf(given);
  }

  /**
   * Requests that ask for the same are equal, whatever was given: a stored one gives everything.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JobRequest that && asked().equals(that.asked());
  }

  @Override
  public int hashCode() {
    return asked().hashCode();
  }

  private List<Object> asked() {
    return List.of(Optional.ofNullable(name), labels, recipe, training, device, priority, promote);
  }

  /** Returns this request with another policy of promotion. */
  public JobRequest withPromote(PromotionPolicy other) {
    return new JobRequest(name, labels, recipe, training, device, priority, other, given);
  }

  /** Returns this request for a job of its own, which belongs to no sweep. */
  public JobRequest withoutSweep() {
    Map<String, String> own = new LinkedHashMap<>(labels);
    own.remove(SWEEP_LABEL);
    return new JobRequest(name, own, recipe, training, device, priority, promote, given);
  }

  /** Returns this request with another training. */
  public JobRequest withTraining(Recipe other) {
    return new JobRequest(name, labels, recipe, other, device, priority, promote, given);
  }
}
