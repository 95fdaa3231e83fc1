package dev.residual.recipe;

import dev.residual.pipeline.Augmentation;
import dev.residual.pipeline.Crop;
import dev.residual.pipeline.DecimalRange;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says how a network is trained. The annotations state the ranges; {@link #requireConsistent}
 * checks the conditions that several fields must meet together.
 *
 * @param dataset name of a data set and, of an own one, its version, such as {@code pets@3}
 * @param initialModel id of the model whose weights the training starts from; an alias in a request
 *     that is not resolved yet; null to start from random weights
 * @param trainLimit number of training images, the first ones of the seeded order; null for all
 * @param imageSize height and width in pixels to which images are resized
 * @param epochs number of passes over the training images
 * @param minSteps least number of steps; a request that has fewer gets more epochs when it is
 *     resolved
 * @param batchSize number of images per step
 * @param freeze the epochs in which only the classifier learns
 * @param layerDecay factor d of the learning rates of the layers: the classifier has the rate of
 *     the schedule, the last stage d times that, the stage before d squared times that, and so on
 *     to the stem (Howard and Ruder, 2018, "Universal Language Model Fine-tuning for Text
 *     Classification", section 3.2)
 * @param labelSmoothing share of the target probability that is spread over all classes (Szegedy et
 *     al., 2015, "Rethinking the Inception Architecture", section 7)
 * @param maxGradNorm largest Euclidean norm of all gradients together; null for no limit
 * @param emaDecay decay of the exponential moving average of the weights, which is evaluated and
 *     saved in their place; 0 for none
 * @param normalization null for that of the initial model or else of the data set, which is the
 *     article's for gray images and computed for color
 * @param crop null to train on center squares
 * @param validationSize the images on which each epoch is evaluated; null for the validation images
 *     of the data set or, if it has none, the test set
 * @param earlyStopping null for never
 * @param selectBy by what the best epoch is chosen
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
    @Schema(
            description =
                "the id or an alias of a model to start from; its classifier is replaced unless it"
                    + " has the labels of the data set; architecture, imageSize and normalization"
                    + " are the model's by default, and the architecture has to be; a model of"
                    + " colors can learn gray images. Default random weights",
            example = "pets")
        @Size(min = 1, max = 100, message = "must have 1 to 100 characters")
        @Pattern(regexp = "[^\\x00]*", message = "must not contain the character U+0000")
        @Nullable String initialModel,
    @Schema(description = "the first n training images of the seeded order; default all")
        @DecimalRange(min = "1", max = MAX_IMAGES)
        @Nullable Integer trainLimit,
    @Schema(description = "height and width in pixels to which images are resized", example = "28")
        @DecimalRange(min = MIN_IMAGE_SIZE, max = MAX_IMAGE_SIZE)
        int imageSize,
    @Schema(
            description = "number of passes over the training images; minSteps may raise it",
            example = "1")
        @DecimalRange(min = "1", max = MAX_EPOCHS)
        int epochs,
    @Schema(
            description =
                "least number of steps: if epochs has fewer, the job gets more epochs when it is"
                    + " submitted, of which freeze.epochs and schedule.warmupEpochs keep their"
                    + " shares; default the recipe's, or 0 if epochs is given")
        @DecimalRange(min = "0", max = "1000000")
        int minSteps,
    @Schema(
            description =
                "number of images per step; default the recipe's, or the number of training images"
                    + " if smaller")
        @DecimalRange(min = "1", max = "1024")
        int batchSize,
    @Valid OptimizerSpec optimizer,
    @Valid ScheduleSpec schedule,
    @Valid Freeze freeze,
    @Schema(
            description =
                "factor of the learning rate from the classifier to the last stage, from each stage"
                    + " to the one before it, and from the first stage to the stem; 1 for the same"
                    + " rate everywhere")
        @DecimalRange(min = "0.01", max = "1")
        double layerDecay,
    @Schema(
            description =
                "how pixels are normalized. article: black becomes -1 and white becomes 1. computed:"
                    + " each channel of the training images gets a mean of 0 and a standard"
                    + " deviation of 1. imagenet: by the statistics of ImageNet, for images in"
                    + " color only. Default that of the initialModel, or else article for gray images"
                    + " and computed for color")
        @Nullable NormalizationKind normalization,
    @Valid
        @Schema(
            description =
                "random parts of the training images instead of their center squares; a model is"
                    + " then evaluated, and predicts, on the central 87.5 % of the center square;"
                    + " null for center squares; default the recipe's")
        @Nullable Crop crop,
    @Valid Augmentation augmentation,
    @Schema(
            description =
                "what is done about rare classes. weights: their loss counts more, inversely"
                    + " proportional to their number of images. sampling: an epoch has equally many"
                    + " images of each class")
        ClassBalance classBalance,
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
                "number of training images, stratified by class, that are held out to evaluate on,"
                    + " or given for the validation images of the data set, or auto for those or,"
                    + " if it has none, a tenth of the training images; 0 to evaluate on the test"
                    + " set; default the recipe's or else given if the data set has validation images, else 0",
            oneOf = {Integer.class, String.class})
        @DecimalRange(min = "0", max = MAX_IMAGES)
        @Nullable ValidationSize validationSize,
    @Valid @Nullable EarlyStopping earlyStopping,
    @Schema(
            description =
                "by what early stopping and the best weights are judged on the validation images;"
                    + " with macro-f1 or loss the best weights are kept also without earlyStopping")
        SelectBy selectBy,
    @Schema(description = "auto selects the fastest precision of the device", example = "auto")
        @OneOf({Recipe.ANY_PRECISION, "fp32", "bf16"})
        String precision,
    @Schema(description = "on a CPU the same seed gives the same result", example = "42") long seed,
    @Schema(description = "number of steps from one log line to the next", example = "10")
        @DecimalRange(min = "1", max = MAX_IMAGES)
        int logEvery) {

  /** Selects the fastest precision of the device. */
  public static final String ANY_PRECISION = "auto";

  static final String MIN_IMAGE_SIZE = "28";
  static final String MAX_IMAGE_SIZE = "224";
  static final String MAX_EPOCHS = "1000";
  static final String MAX_IMAGES = "1000000";

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
    if (freeze.epochs() > epochs) {
      throw new InvalidRecipeException(
          "freeze.epochs",
          String.format(
              Locale.ROOT, "must be at most the %d epochs, was %d", epochs, freeze.epochs()));
    }
    if (freeze.epochs() > 0 && initialModel == null) {
      throw new InvalidRecipeException(
          "initialModel",
          String.format(
              Locale.ROOT,
              "must be the id or an alias of a model, because random weights cannot stay as they"
                  + " are for freeze.epochs of %d, was not given",
              freeze.epochs()));
    }
    schedule.requireShorterThan(epochs - freeze.epochs());
  }

  /** Returns a height and width of images in pixels, brought to the allowed range. */
  public static int allowedImageSize(int size) {
    return Math.max(
        Integer.parseInt(MIN_IMAGE_SIZE), Math.min(Integer.parseInt(MAX_IMAGE_SIZE), size));
  }

  /** Returns the largest number of epochs. */
  public static int maxEpochs() {
    return Integer.parseInt(MAX_EPOCHS);
  }

  /** Returns whether only the classifier learns in an epoch, counted from 1. */
  public boolean isFrozen(int epoch) {
    return epoch <= freeze.epochs();
  }

  /**
   * Returns how many training images are held out to evaluate on. This is 0 if epochs are evaluated
   * on the validation images of the data set, or on the test set.
   *
   * @throws IllegalStateException if that is not decided yet
   */
  public int heldOut() {
    if (validationSize != null && validationSize.kind() == ValidationSize.Kind.AUTO) {
      throw new IllegalStateException("validationSize auto is not resolved");
    }
    return validationSize == null || validationSize.heldOut() == null
        ? 0
        : validationSize.heldOut();
  }

  /**
   * Returns whether epochs are evaluated on the validation images of the data set.
   *
   * @param available number of validation images of the data set
   * @throws InvalidRecipeException if the recipe needs some, and the data set has none
   */
  public boolean usesGivenValidation(int available) {
    if (validationSize == null) {
      return available > 0;
    }
    if (validationSize.isGiven() && available == 0) {
      throw new InvalidRecipeException(
          "validationSize",
          String.format(
              Locale.ROOT,
              "must be auto or a number of training images, because %s has no validation images"
                  + " of its own, was \"given\"",
              dataset));
    }
    return validationSize.isGiven();
  }

  /** Returns whether the weights of the best epoch are kept and become the model. */
  public boolean keepsBest() {
    return earlyStopping != null || selectBy != SelectBy.TOP1;
  }

  /**
   * Checks that there are validation images if the recipe needs some.
   *
   * @param available number of validation images of the data set
   * @throws InvalidRecipeException if the data set has none, or if the test set would choose the
   *     best epoch
   */
  public void requireValidation(int available) {
    boolean given = usesGivenValidation(available);
    if (keepsBest() && heldOut() == 0 && !given) {
      throw new InvalidRecipeException(
          earlyStopping == null ? "selectBy" : "earlyStopping",
          "needs a validationSize above 0, or the test set would select the model");
    }
  }
}
