package dev.residual.job;

import dev.residual.model.Promotion;
import dev.residual.training.Recipe;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /jobs}. Every field is optional; the recipe gives the rest. */
@Schema(name = "JobRequest")
record JobRequest(
    @Schema(description = "for people; up to 100 characters", example = "first try")
        @Size(max = 100, message = "must have at most 100 characters")
        @Nullable String name,
    @Schema(description = "the set of defaults", allowableValues = "article", example = "article")
        @Pattern(regexp = "article", message = "must be article, was ${validatedValue}")
        @Nullable String recipe,
    @Nullable ArchitectureChoice architecture,
    @Schema(description = "one of GET /datasets", example = "fashion-mnist-sample")
        @Nullable String dataset,
    @Schema(description = "first n training pictures of the seeded order; default all")
        @Min(value = 1, message = LIMIT)
        @Max(value = Recipe.MAX_PICTURES, message = LIMIT)
        @Nullable Integer trainLimit,
    @Schema(description = "pixels; default 96", example = "28")
        @Min(value = Recipe.MIN_IMAGE_SIZE, message = SIZE)
        @Max(value = Recipe.MAX_IMAGE_SIZE, message = SIZE)
        @Nullable Integer imageSize,
    @Schema(description = "default 2", example = "1")
        @Min(value = 1, message = EPOCHS)
        @Max(value = Recipe.MAX_EPOCHS, message = EPOCHS)
        @Nullable Integer epochs,
    @Schema(description = "pictures a step; default 64", example = "64")
        @Min(value = 1, message = BATCH)
        @Max(value = Recipe.MAX_BATCH_SIZE, message = BATCH)
        @Nullable Integer batchSize,
    @Valid @Nullable OptimizerRequest optimizer,
    @Schema(description = "training pictures held out, stratified; default 0: the test set is used")
        @Min(value = 0, message = HELD_OUT)
        @Max(value = Recipe.MAX_PICTURES, message = HELD_OUT)
        @Nullable Integer validationSize,
    @Schema(description = "one seed, one result on a CPU; default 42", example = "42")
        @Nullable Long seed,
    @Schema(description = "steps between two log lines; default 100", example = "10")
        @Min(value = 1, message = EVERY)
        @Max(value = Recipe.MAX_PICTURES, message = EVERY)
        @Nullable Integer logEvery,
    @Schema(description = "auto, or a name of GET /devices; default auto", example = "auto")
        @Nullable String device,
    @Schema(description = "higher first; default 0")
        @Min(value = -100, message = PRIORITY)
        @Max(value = 100, message = PRIORITY)
        @Nullable Integer priority,
    @Schema(description = "whether it becomes the default model; default if-better")
        @Nullable Promotion promote) {

  static final String ANY_DEVICE = "auto";

  private static final String WAS = ", was ${validatedValue}";
  private static final String LIMIT = "must be between 1 and " + Recipe.MAX_PICTURES + WAS;
  private static final String SIZE =
      "must be between " + Recipe.MIN_IMAGE_SIZE + " and " + Recipe.MAX_IMAGE_SIZE + WAS;
  private static final String EPOCHS = "must be between 1 and " + Recipe.MAX_EPOCHS + WAS;
  private static final String BATCH = "must be between 1 and " + Recipe.MAX_BATCH_SIZE + WAS;
  private static final String HELD_OUT = "must be between 0 and " + Recipe.MAX_PICTURES + WAS;
  private static final String EVERY = "must be between 1 and " + Recipe.MAX_PICTURES + WAS;
  private static final String PRIORITY = "must be between -100 and 100" + WAS;

  /** Asks for nothing in particular. */
  static final JobRequest EMPTY =
      new JobRequest(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  /** The same with the recipe's defaults in the place of what was not given. */
  JobRequest withDefaults() {
    Recipe defaults = Recipe.ARTICLE;
    OptimizerRequest usual = OptimizerRequest.of(defaults.optimizer());
    return new JobRequest(
        name,
        defaults.name(),
        or(architecture, ArchitectureChoice.named(defaults.architecture().name())).withDefaults(),
        or(dataset, defaults.dataset()),
        trainLimit,
        or(imageSize, defaults.imageSize()),
        or(epochs, defaults.epochs()),
        or(batchSize, defaults.batchSize()),
        optimizer == null ? usual : optimizer.over(usual),
        or(validationSize, defaults.validationSize()),
        or(seed, defaults.seed()),
        or(logEvery, defaults.logEvery()),
        or(device, ANY_DEVICE),
        or(priority, 0),
        or(promote, Promotion.IF_BETTER));
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  /**
   * The recipe of a request whose defaults are filled in.
   *
   * @throws dev.residual.nn.UnknownArchitectureException if no preset bears the architecture's name
   * @throws IllegalArgumentException if the architecture's parts do not fit
   */
  @SuppressWarnings("NullAway")
  Recipe toRecipe() {
    return new Recipe(
        recipe,
        architecture.architecture(),
        dataset,
        trainLimit,
        imageSize,
        epochs,
        batchSize,
        optimizer.spec(),
        validationSize,
        seed,
        logEvery);
  }
}
