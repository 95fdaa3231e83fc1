package dev.residual.recipe;

import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.DecimalRange;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

/**
 * Says how a network is trained. The annotations state the ranges; {@link #requireConsistent}
 * checks the conditions that several fields must meet together.
 *
 * @param dataset name of a data set and, of an own one, its version, such as {@code pets@3}
 * @param trainLimit number of training images, the first ones of the seeded order; null for all
 * @param imageSize height and width in pixels to which images are resized
 * @param epochs number of passes over the training images
 * @param batchSize number of images per step
 * @param labelSmoothing share of the target probability that is spread over all classes (Szegedy et
 *     al., 2015, "Rethinking the Inception Architecture", section 7)
 * @param maxGradNorm largest Euclidean norm of all gradients together; null for no limit
 * @param emaDecay decay of the exponential moving average of the weights, which is evaluated and
 *     saved in their place; 0 for none
 * @param validationSize number of training images, stratified by class, that are held out to
 *     evaluate on after each epoch; 0 to evaluate on the test set instead
 * @param earlyStopping null for never
 * @param precision {@code auto}, {@code fp32} or {@code bf16}
 * @param seed seed of weights, order, held-out images and augmentation; on a CPU the same seed
 *     gives the same result
 * @param logEvery number of steps from one log line to the next
 */
public record Recipe(
    @Schema(
            description =
                "the name of a preset of GET /architectures, or a network of your own; default"
                    + " resnet18",
            oneOf = {String.class, ArchitectureRequest.Parts.class},
            example = "resnet18")
        ArchitectureRequest architecture,
    @Schema(
            description =
                "a data set of GET /datasets: its name, with a version as in pets@3 or, for the"
                    + " newest version that is ready, without one",
            example = "fashion-mnist-sample")
        String dataset,
    @Schema(description = "the first n training images of the seeded order; default all")
        @DecimalRange(min = "1", max = MAX_IMAGES)
        @Nullable Integer trainLimit,
    @Schema(description = "height and width in pixels to which images are resized", example = "28")
        @DecimalRange(min = "28", max = "224")
        int imageSize,
    @Schema(description = "number of passes over the training images", example = "1")
        @DecimalRange(min = "1", max = MAX_EPOCHS)
        int epochs,
    @Schema(
            description =
                "number of images per step; default the recipe's, or trainLimit if smaller")
        @DecimalRange(min = "1", max = "1024")
        int batchSize,
    @Valid OptimizerSpec optimizer,
    @Valid ScheduleSpec schedule,
    @Valid Augmentation augmentation,
    @Schema(description = "share of the target probability that is spread over all classes")
        @DecimalRange(min = "0", max = "0.5")
        double labelSmoothing,
    @Schema(description = "largest norm of all gradients together; default no limit")
        @DecimalRange(min = "0.001", max = "1000000")
        @Nullable Double maxGradNorm,
    @Schema(
            description =
                "decay of the exponential moving average of the weights, which is evaluated and "
                    + "saved in their place; 0 for none")
        @DecimalRange(min = "0", max = "0.99999")
        double emaDecay,
    @Schema(
            description =
                "number of training images, stratified by class, that are held out to evaluate "
                    + "on; 0 to evaluate on the test set")
        @DecimalRange(min = "0", max = MAX_IMAGES)
        int validationSize,
    @Valid @Nullable EarlyStopping earlyStopping,
    @Schema(description = "auto selects the fastest precision of the device", example = "auto")
        @OneOf({Recipe.ANY_PRECISION, "fp32", "bf16"})
        String precision,
    @Schema(description = "on a CPU the same seed gives the same result", example = "42") long seed,
    @Schema(description = "number of steps from one log line to the next", example = "10")
        @DecimalRange(min = "1", max = MAX_IMAGES)
        int logEvery) {

  /** Selects the fastest precision of the device. */
  public static final String ANY_PRECISION = "auto";

  static final String MAX_EPOCHS = "1000";
  private static final String MAX_IMAGES = "1000000";

  public Recipe {
    architecture = architecture.withDefaults();
  }

  /**
   * Checks that the fields, each of which is in its range, can work together.
   *
   * @throws InvalidRecipeException naming the field and the reason
   */
  public void requireConsistent() {
    optimizer.requireConsistent();
    schedule.requireShorterThan(epochs);
    if (earlyStopping != null && validationSize == 0) {
      throw new InvalidRecipeException(
          "earlyStopping",
          "needs a validationSize above 0, or the test set would select the model");
    }
  }
}
