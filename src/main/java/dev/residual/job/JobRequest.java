package dev.residual.job;

import dev.residual.model.Promotion;
import dev.residual.training.Recipe;
import dev.residual.training.Recipes;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /jobs}. Every field is optional; the recipe gives the rest. */
@Schema(name = "JobRequest")
record JobRequest(
    @Schema(description = "for people; up to 100 characters", example = "first try")
        @Size(max = 100, message = TEXT)
        @Pattern(regexp = STORABLE, message = NUL)
        @Nullable String name,
    @Schema(
            description = "for people and programs; up to 16 pairs",
            example = "{\"team\": \"web\"}")
        @Size(max = 16, message = "must have at most 16 pairs")
        @Nullable
            Map<
                @Size(min = 1, max = 100, message = "must have keys of 1 to 100 characters")
                @Pattern(regexp = STORABLE, message = NUL) String,
                @NotNull(message = "must be given") @Size(max = 100, message = TEXT)
                @Pattern(regexp = STORABLE, message = NUL) String>
            labels,
    @Schema(
            description = "the set of defaults; default article",
            allowableValues = {"article", "fast", "accurate"},
            example = "article")
        @Pattern(
            regexp = "article|fast|accurate",
            message = "must be article, fast or accurate, was ${validatedValue}")
        @Nullable String recipe,
    @Nullable ArchitectureChoice architecture,
    @Schema(description = "one of GET /datasets", example = "fashion-mnist-sample")
        @Nullable String dataset,
    @Schema(description = "first n training pictures of the seeded order; default all")
        @Min(value = 1, message = PICTURES)
        @Max(value = Recipe.MAX_PICTURES, message = PICTURES)
        @Nullable Integer trainLimit,
    @Schema(description = "pixels; default the recipe's; article: 96", example = "28")
        @Min(value = Recipe.MIN_IMAGE_SIZE, message = SIZE)
        @Max(value = Recipe.MAX_IMAGE_SIZE, message = SIZE)
        @Nullable Integer imageSize,
    @Schema(description = "default the recipe's; article: 2", example = "1")
        @Min(value = 1, message = EPOCHS)
        @Max(value = Recipe.MAX_EPOCHS, message = EPOCHS)
        @Nullable Integer epochs,
    @Schema(description = "pictures a step; default the recipe's, or all if fewer; article: 64")
        @Min(value = 1, message = BATCH)
        @Max(value = Recipe.MAX_BATCH_SIZE, message = BATCH)
        @Nullable Integer batchSize,
    @Valid @Nullable OptimizerRequest optimizer,
    @Valid @Nullable ScheduleRequest schedule,
    @Valid @Nullable AugmentationRequest augmentation,
    @Schema(description = "the part of the truth spread over all classes; article: 0")
        @DecimalMin(value = "0", message = SMOOTHING)
        @DecimalMax(value = "0.5", message = SMOOTHING)
        @Nullable Double labelSmoothing,
    @Schema(description = "the largest norm of all gradients together; default any")
        @DecimalMin(value = "0.001", message = GRAD_NORM)
        @DecimalMax(value = "1000000", message = GRAD_NORM)
        @Nullable Double maxGradNorm,
    @Schema(
            description =
                "the share of an average of the weights that stays at each step; the average is "
                    + "evaluated and kept; 0 for none; article: 0")
        @DecimalMin(value = "0", message = EMA_DECAY)
        @DecimalMax(value = "0.99999", message = EMA_DECAY)
        @Nullable Double emaDecay,
    @Schema(description = "training pictures held out, stratified; default 0: the test set is used")
        @Min(value = 0, message = HELD_OUT)
        @Max(value = Recipe.MAX_PICTURES, message = HELD_OUT)
        @Nullable Integer validationSize,
    @Valid @Nullable EarlyStoppingRequest earlyStopping,
    @Schema(
            description = "default auto: the fastest that the device has",
            allowableValues = {"auto", "fp32", "bf16"},
            example = "auto")
        @Pattern(
            regexp = "auto|fp32|bf16",
            message = "must be auto, fp32 or bf16, was ${validatedValue}")
        @Nullable String precision,
    @Schema(description = "auto, or a name of GET /devices; default auto", example = "auto")
        @Nullable String device,
    @Schema(description = "one seed, one result on a CPU; default 42", example = "42")
        @Nullable Long seed,
    @Schema(description = "steps between two log lines; default 100", example = "10")
        @Min(value = 1, message = PICTURES)
        @Max(value = Recipe.MAX_PICTURES, message = PICTURES)
        @Nullable Integer logEvery,
    @Schema(description = "higher first; default 0")
        @Min(value = -100, message = PRIORITY)
        @Max(value = 100, message = PRIORITY)
        @Nullable Integer priority,
    @Nullable Promotion promote) {

  static final String ANY_DEVICE = "auto";

  private static final String WAS = ", was ${validatedValue}";

  /** PostgreSQL has no such character in its texts. */
  private static final String STORABLE = "[^\\x00]*";

  private static final String NUL = "must not have the character U+0000";
  private static final String TEXT = "must have at most 100 characters";
  private static final String PICTURES = "must be between 1 and " + Recipe.MAX_PICTURES + WAS;
  private static final String SIZE =
      "must be between " + Recipe.MIN_IMAGE_SIZE + " and " + Recipe.MAX_IMAGE_SIZE + WAS;
  private static final String EPOCHS = "must be between 1 and " + Recipe.MAX_EPOCHS + WAS;
  private static final String BATCH = "must be between 1 and " + Recipe.MAX_BATCH_SIZE + WAS;
  private static final String SMOOTHING = "must be between 0 and 0.5" + WAS;
  private static final String GRAD_NORM = "must be between 0.001 and 1000000" + WAS;
  private static final String EMA_DECAY = "must be between 0 and 0.99999" + WAS;
  private static final String HELD_OUT = "must be between 0 and " + Recipe.MAX_PICTURES + WAS;
  static final String PRIORITY = "must be between -100 and 100" + WAS;

  /** Asks for nothing in particular. */
  static final JobRequest EMPTY =
      new JobRequest(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, null);

  /** The same with the recipe's defaults in the place of what was not given. */
  JobRequest withDefaults() {
    Recipe usual = recipe == null ? Recipes.ARTICLE : Recipes.named(recipe);
    int passes = or(epochs, usual.epochs());
    return new JobRequest(
        name,
        or(labels, Map.of()),
        usual.name(),
        or(architecture, ArchitectureChoice.of(usual.architecture())).withDefaults(),
        or(dataset, usual.dataset()),
        trainLimit,
        or(imageSize, usual.imageSize()),
        passes,
        or(batchSize, Math.min(usual.batchSize(), or(trainLimit, Recipe.MAX_PICTURES))),
        OptimizerRequest.filled(optimizer, usual.optimizer()),
        ScheduleRequest.filled(schedule, usual, passes),
        AugmentationRequest.filled(augmentation, usual.augmentation()),
        or(labelSmoothing, usual.labelSmoothing()),
        maxGradNorm == null ? usual.maxGradNorm() : maxGradNorm,
        emaDecay == null ? usual.emaDecay() : emaDecay,
        or(validationSize, usual.validationSize()),
        earlyStopping == null ? EarlyStoppingRequest.of(usual.earlyStopping()) : earlyStopping,
        or(precision, usual.precision()),
        or(device, ANY_DEVICE),
        or(seed, usual.seed()),
        or(logEvery, usual.logEvery()),
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
   * @throws dev.residual.training.ImpossibleRecipeException if the fields do not go together
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
        schedule.spec(),
        augmentation.augmentation(),
        labelSmoothing,
        maxGradNorm,
        emaDecay == null || emaDecay == 0 ? null : emaDecay,
        validationSize,
        earlyStopping == null ? null : earlyStopping.spec(),
        precision,
        seed,
        logEvery);
  }
}
