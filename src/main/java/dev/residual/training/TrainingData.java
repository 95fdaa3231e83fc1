package dev.residual.training;

import dev.residual.dataset.Dataset;
import dev.residual.dataset.LabeledImages;
import dev.residual.evaluation.FinalEvaluation;
import dev.residual.evaluation.LabelProbabilities;
import dev.residual.evaluation.TrainingPredictions;
import dev.residual.model.Calibration;
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
import dev.residual.training.precomputed.ClassWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images of a data set that a recipe uses.
 *
 * @param tensors conversion of the images to the network's input
 * @param train the images to learn from
 * @param validation images to evaluate on after each epoch, which are never learned from; null to
 *     evaluate on the test set
 * @param test the test set, which is never learned from
 * @param trainIndices indices of {@code train} in the training split; null if it is all of it
 * @param heldOut indices of {@code validation} in the training split; null if it is not of it
 */
record TrainingData(
    ImageTensors tensors,
    LabeledImages train,
    @Nullable LabeledImages validation,
    LabeledImages test,
    int @Nullable [] trainIndices,
    int @Nullable [] heldOut) {

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
    int[] trainIndices = null;
    int[] heldOut = null;
    if (recipe.heldOut() > 0) {
      StratifiedSplit split = StratifiedSplit.of(train, recipe.heldOut(), recipe.seed());
      heldOut = split.heldOut();
      validation = train.select(heldOut);
      trainIndices = split.train();
    }
    int size = trainIndices == null ? train.size() : trainIndices.length;
    if (recipe.trainLimit() != null && recipe.trainLimit() < size) {
      int[] first = BatchSampler.first(size, recipe.trainLimit(), recipe.seed());
      trainIndices = trainIndices == null ? first : select(trainIndices, first);
    }
    if (trainIndices != null) {
      train = train.select(trainIndices);
    }
    Preprocessing preprocessing =
        dataset
            .preprocessing(recipe.imageSize())
            .withNormalization(InputNormalization.of(recipe, dataset, initial));
    if (recipe.crop() != null) {
      preprocessing = preprocessing.withCrop(Crop.EVALUATED_SHARE);
    }
    return new TrainingData(
        new ImageTensors(preprocessing), train, validation, dataset.test(), trainIndices, heldOut);
  }

  private static int[] select(int[] values, int[] positions) {
    return IntStream.of(positions).map(i -> values[i]).toArray();
  }

  /**
   * Returns what the network thought of the labels of the images other than the test set: of those
   * that it was trained on, and of those that were held out.
   */
  List<LabelProbabilities> labelProbabilities(
      TrainingPredictions predictions, FinalEvaluation evaluation) {
    List<LabelProbabilities> all = new ArrayList<>();
    int[] indices = trainIndices;
    all.add(predictions.averages("train", i -> indices == null ? i : indices[i], train::label));
    Calibration calibration = evaluation.calibration();
    if (evaluation.validation() != null && calibration != null) {
      double temperature = calibration.temperature();
      all.add(
          heldOut == null
              ? LabelProbabilities.of("validation", evaluation.validation(), temperature)
              : LabelProbabilities.of("train", heldOut, evaluation.validation(), temperature));
    }
    return all;
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
