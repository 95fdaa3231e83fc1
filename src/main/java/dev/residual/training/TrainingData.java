package dev.residual.training;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.LabeledImages;
import dev.residual.pipeline.Augmenter;
import dev.residual.pipeline.Batch;
import dev.residual.pipeline.BatchBuffer;
import dev.residual.pipeline.BatchSampler;
import dev.residual.pipeline.Crop;
import dev.residual.pipeline.ImageTensors;
import dev.residual.pipeline.StratifiedSplit;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.recipe.ClassBalance;
import dev.residual.recipe.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * The images of a data set that a recipe uses.
 *
 * @param tensors conversion of the images to the network's input
 * @param train the images to learn from
 * @param validation images to evaluate on after each epoch, which are never learned from; null to
 *     evaluate on the test set
 * @param test the test set, which is never learned from
 */
record TrainingData(
    ImageTensors tensors,
    LabeledImages train,
    @Nullable LabeledImages validation,
    LabeledImages test) {

  /**
   * Returns the images that a training uses.
   *
   * @param initial the model that the training starts from; null for none
   */
  static TrainingData of(Recipe recipe, Dataset dataset, @Nullable InitialModel initial) {
    LabeledImages train = dataset.train();
    LabeledImages given = dataset.validation();
    LabeledImages validation =
        recipe.usesGivenValidation(given == null ? 0 : given.size()) ? given : null;
    if (recipe.heldOut() > 0) {
      StratifiedSplit split = StratifiedSplit.of(train, recipe.heldOut(), recipe.seed());
      validation = train.select(split.heldOut());
      train = train.select(split.train());
    }
    if (recipe.trainLimit() != null && recipe.trainLimit() < train.size()) {
      train = train.select(BatchSampler.first(train.size(), recipe.trainLimit(), recipe.seed()));
    }
    Preprocessing preprocessing =
        dataset
            .preprocessing(recipe.imageSize())
            .withNormalization(InputNormalization.of(recipe, dataset, initial));
    if (recipe.crop() != null) {
      preprocessing = preprocessing.withCrop(Crop.EVALUATED_SHARE);
    }
    return new TrainingData(new ImageTensors(preprocessing), train, validation, dataset.test());
  }

  /** Returns the sampler of the training images. */
  BatchSampler batches(Recipe recipe) {
    return recipe.classBalance() == ClassBalance.SAMPLING
        ? BatchSampler.balanced(train, recipe.batchSize(), recipe.seed())
        : new BatchSampler(train.size(), recipe.batchSize(), recipe.seed());
  }

  /** Returns the weight of each class in the loss; null if all count the same. */
  float @Nullable [] classWeights(Recipe recipe, int classes) {
    return recipe.classBalance() == ClassBalance.WEIGHTS
        ? ClassWeights.balanced(train, classes)
        : null;
  }

  /** Fills a buffer with a batch of training images, augmented as in this epoch, from 1. */
  void fill(BatchBuffer buffer, Recipe recipe, Batch batch, int epoch) {
    Augmenter augmenter = new Augmenter(recipe.augmentation(), recipe.crop(), recipe.seed(), epoch);
    for (int image : batch.images()) {
      train.prefetch(image);
    }
    tensors.fill(buffer, train, batch, augmenter);
  }

  /** Returns the images on which each epoch is evaluated. */
  LabeledImages evaluation() {
    return validation == null ? test : validation;
  }

  /** Returns {@code validation} or {@code test}: the name of the images of {@link #evaluation}. */
  String evaluationSplit() {
    return validation == null ? "test" : "validation";
  }
}
