package dev.residual.training;

import dev.residual.nn.Architecture;
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
 * @param validationSize training pictures held out, stratified, to evaluate on after each epoch; 0
 *     evaluates on the test set instead
 * @param seed of weights, order and hold-out; one seed gives one result on a CPU
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
    int validationSize,
    long seed,
    int logEvery) {

  public static final int MIN_IMAGE_SIZE = 28;
  public static final int MAX_IMAGE_SIZE = 224;
  public static final int MAX_EPOCHS = 1000;
  public static final int MAX_BATCH_SIZE = 1024;
  public static final int MAX_PICTURES = 1_000_000;

  /** The article's: ResNet-18, 96 px, Adam at 0.001, two epochs in batches of 64. */
  public static final Recipe ARTICLE =
      new Recipe(
          "article",
          Architecture.preset("resnet18"),
          "fashion-mnist",
          null,
          96,
          2,
          64,
          new OptimizerSpec("adam", 0.001, 0),
          0,
          42,
          100);

  public Recipe {
    if (trainLimit != null) {
      Range.require("trainLimit", trainLimit, 1, MAX_PICTURES);
    }
    Range.require("imageSize", imageSize, MIN_IMAGE_SIZE, MAX_IMAGE_SIZE);
    Range.require("epochs", epochs, 1, MAX_EPOCHS);
    Range.require("batchSize", batchSize, 1, MAX_BATCH_SIZE);
    Range.require("validationSize", validationSize, 0, MAX_PICTURES);
    Range.require("logEvery", logEvery, 1, MAX_PICTURES);
  }
}
