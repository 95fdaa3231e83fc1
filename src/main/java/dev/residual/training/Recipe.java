package dev.residual.training;

import dev.residual.dataset.Augmentation;
import dev.residual.nn.Architecture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a network is to be trained; names and numbers only.
 *
 * @param name of the set of defaults it was made from
 * @param dataset name of a data set
 * @param trainLimit first so many training pictures of the seeded order; null takes all
 * @param imageSize height and width in pixels to which pictures are brought, 28 to 224
 * @param epochs passes over the training pictures, 1 to 1000
 * @param batchSize pictures a step, 1 to 1024
 * @param labelSmoothing the part of the truth that is spread over all classes, 0 to 0.5 (Szegedy et
 *     al., 2015, "Rethinking the Inception Architecture", section 7)
 * @param maxGradNorm the largest Euclidean norm that all gradients together may have; null for any
 * @param emaDecay the share of an average of the weights that stays at each step, and which is then
 *     evaluated and kept in their place, 0 to 0.99999; null for none
 * @param validationSize training pictures held out, stratified, to evaluate on after each epoch; 0
 *     evaluates on the test set instead
 * @param earlyStopping null for never
 * @param precision {@code auto}, {@code fp32} or {@code bf16}
 * @param seed of weights, order, hold-out and augmentation; one seed gives one result on a CPU
 * @param logEvery steps between two log lines
 */
public record Recipe(
    String name,
    Architecture architecture,
    String dataset,
    @Nullable Integer trainLimit,
    int imageSize,
    int epochs,
    int batchSize,
    OptimizerSpec optimizer,
    ScheduleSpec schedule,
    Augmentation augmentation,
    double labelSmoothing,
    @Nullable Double maxGradNorm,
    @Nullable Double emaDecay,
    int validationSize,
    @Nullable EarlyStopping earlyStopping,
    String precision,
    long seed,
    int logEvery) {

  public static final int MIN_IMAGE_SIZE = 28;
  public static final int MAX_IMAGE_SIZE = 224;
  public static final int MAX_EPOCHS = 1000;
  public static final int MAX_BATCH_SIZE = 1024;
  public static final int MAX_PICTURES = 1_000_000;
  public static final double MAX_LABEL_SMOOTHING = 0.5;
  public static final double MIN_MAX_GRAD_NORM = 1e-3;
  public static final double MAX_MAX_GRAD_NORM = 1e6;
  public static final double MAX_EMA_DECAY = 0.99999;

  /** The best precision that the device has. */
  public static final String ANY_PRECISION = "auto";

  private static final List<String> PRECISIONS = List.of(ANY_PRECISION, "fp32", "bf16");

  public Recipe {
    if (trainLimit != null) {
      Range.require("trainLimit", trainLimit, 1, MAX_PICTURES);
    }
    Range.require("imageSize", imageSize, MIN_IMAGE_SIZE, MAX_IMAGE_SIZE);
    Range.require("epochs", epochs, 1, MAX_EPOCHS);
    Range.require("batchSize", batchSize, 1, MAX_BATCH_SIZE);
    schedule.requireWithin(epochs);
    Range.require("labelSmoothing", labelSmoothing, 0, MAX_LABEL_SMOOTHING);
    if (maxGradNorm != null) {
      Range.require("maxGradNorm", maxGradNorm, MIN_MAX_GRAD_NORM, MAX_MAX_GRAD_NORM);
    }
    if (emaDecay != null) {
      Range.require("emaDecay", emaDecay, 0, MAX_EMA_DECAY);
    }
    Range.require("validationSize", validationSize, 0, MAX_PICTURES);
    if (earlyStopping != null && validationSize == 0) {
      throw new ImpossibleRecipeException(
          "earlyStopping", "needs a validationSize above 0, or it would learn the test set");
    }
    if (!PRECISIONS.contains(precision)) {
      throw new ImpossibleRecipeException(
          "precision",
          "must be one of %s, was %s".formatted(String.join(", ", PRECISIONS), precision));
    }
    Range.require("logEvery", logEvery, 1, MAX_PICTURES);
  }
}
