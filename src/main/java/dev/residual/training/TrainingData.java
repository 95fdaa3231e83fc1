package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.LabeledImages;
import dev.residual.pipeline.Augmenter;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.ImageTensors;
import dev.residual.pipeline.StratifiedSplit;
import dev.residual.recipe.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * The images of a data set that a recipe uses.
 *
 * @param tensors conversion of the images to the network's input
 * @param train the images to learn from
 * @param heldOut training images to evaluate on; null if the recipe holds none out
 * @param test the test set, which is never learned from
 */
record TrainingData(
    ImageTensors tensors,
    LabeledImages train,
    @Nullable LabeledImages heldOut,
    LabeledImages test) {

  static TrainingData of(Recipe recipe, Dataset dataset) {
    LabeledImages train = dataset.train();
    LabeledImages heldOut = null;
    if (recipe.validationSize() > 0) {
      StratifiedSplit split = StratifiedSplit.of(train, recipe.validationSize(), recipe.seed());
      heldOut = train.select(split.heldOut());
      train = train.select(split.train());
    }
    if (recipe.trainLimit() != null && recipe.trainLimit() < train.size()) {
      train = train.select(BatchSampler.first(train.size(), recipe.trainLimit(), recipe.seed()));
    }
    ImageTensors tensors = new ImageTensors(dataset.preprocessing(recipe.imageSize()));
    return new TrainingData(tensors, train, heldOut, dataset.test());
  }

  /** Returns the sampler of the training images. */
  BatchSampler batches(Recipe recipe) {
    return new BatchSampler(train.size(), recipe.batchSize(), recipe.seed());
  }

  /** Returns a batch of training images, augmented as in this epoch, counted from 1. */
  NDArray trainingBatch(NDManager manager, Recipe recipe, int[] batch, int epoch) {
    Augmenter augmenter = new Augmenter(recipe.augmentation(), recipe.seed(), epoch);
    return tensors.images(manager, train, batch, augmenter);
  }

  /** Returns the images on which each epoch is evaluated. */
  LabeledImages evaluation() {
    return heldOut == null ? test : heldOut;
  }

  /** Returns {@code validation} or {@code test}: the name of the images of {@link #evaluation}. */
  String evaluationSplit() {
    return heldOut == null ? "test" : "validation";
  }
}
