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
 * The images that a recipe takes from a data set.
 *
 * @param tensors how the network is to see them
 * @param train to learn from
 * @param heldOut taken out of the training part; null when the recipe holds nothing out
 * @param test never learnt from
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
    ImageTensors tensors =
        new ImageTensors(dataset.format(), dataset.normalization(), recipe.imageSize());
    return new TrainingData(tensors, train, heldOut, dataset.test());
  }

  /** In which order the training images are learnt from. */
  BatchSampler batches(Recipe recipe) {
    return new BatchSampler(train.size(), recipe.batchSize(), recipe.seed());
  }

  /** Training images as an epoch, counted from 1, sees them. */
  NDArray trainingBatch(NDManager manager, Recipe recipe, int[] batch, int epoch) {
    Augmenter augmenter = new Augmenter(recipe.augmentation(), recipe.seed(), epoch);
    return tensors.images(manager, train, batch, augmenter);
  }

  /** What each epoch is evaluated on. */
  LabeledImages evaluation() {
    return heldOut == null ? test : heldOut;
  }

  String evaluationSplit() {
    return heldOut == null ? "test" : "validation";
  }
}
