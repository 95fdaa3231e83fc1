package dev.residual.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.Augmenter;
import dev.residual.dataset.Batches;
import dev.residual.dataset.Dataset;
import dev.residual.dataset.Holdout;
import dev.residual.dataset.PictureTensors;
import dev.residual.dataset.Pictures;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that a recipe takes from a data set.
 *
 * @param tensors how the network is to see them
 * @param train to learn from
 * @param heldOut taken out of the training part; null when the recipe holds nothing out
 * @param test never learnt from
 */
record Material(PictureTensors tensors, Pictures train, @Nullable Pictures heldOut, Pictures test) {

  static Material of(Recipe recipe, Dataset dataset) {
    Pictures train = dataset.train();
    Pictures heldOut = null;
    if (recipe.validationSize() > 0) {
      Holdout split = Holdout.of(train, recipe.validationSize(), recipe.seed());
      heldOut = train.select(split.heldOut());
      train = train.select(split.train());
    }
    if (recipe.trainLimit() != null && recipe.trainLimit() < train.size()) {
      train = train.select(Batches.first(train.size(), recipe.trainLimit(), recipe.seed()));
    }
    PictureTensors tensors =
        new PictureTensors(dataset.format(), dataset.normalization(), recipe.imageSize());
    return new Material(tensors, train, heldOut, dataset.test());
  }

  /** In which order the training pictures are learnt from. */
  Batches batches(Recipe recipe) {
    return new Batches(train.size(), recipe.batchSize(), recipe.seed());
  }

  /** Training pictures as an epoch, counted from 1, sees them. */
  NDArray trainingBatch(NDManager manager, Recipe recipe, int[] batch, int epoch) {
    Augmenter augmenter = new Augmenter(recipe.augmentation(), recipe.seed(), epoch);
    return tensors.images(manager, train, batch, augmenter);
  }

  /** What each epoch is evaluated on. */
  Pictures evaluation() {
    return heldOut == null ? test : heldOut;
  }

  String evaluationSplit() {
    return heldOut == null ? "test" : "validation";
  }
}
