package dev.residual.training;

import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.DatasetDefinition;
import dev.residual.nn.Architecture;
import dev.residual.nn.Summary;
import dev.residual.onednn.TrainingNetwork;
import dev.residual.recipe.InvalidRecipeException;
import dev.residual.recipe.Recipe;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Precision;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a recipe can work with a data set on a device, so that an impossible job is
 * rejected before it is queued. This needs the definition of the data set only, not its images.
 */
final class FeasibilityCheck {

  private static final double MEGABYTE = 1 << 20;

  /** A training holds the weights, their gradients and Adam's two moments. */
  private static final int COPIES_OF_PARAMETERS = 4;

  /**
   * libtorch needs more memory than the outputs that it keeps, for its work space. ResNet-18 in
   * fp32 at 96 px with batch size 64 took 1.1 GB, where the outputs add up to 0.86 GB.
   */
  private static final double WORK_SPACE = 1.3;

  /** The share of the memory that is reserved for the system and for other programs. */
  private static final double RESERVED = 0.1;

  private FeasibilityCheck() {}

  /**
   * Checks the numbers of images, the batches and the memory.
   *
   * @throws InvalidRecipeException naming the field and the reason
   */
  static void require(
      Recipe recipe,
      DatasetDefinition dataset,
      @Nullable InitialModel initial,
      ComputeDevice device) {
    int channels = channels(dataset, initial);
    InputNormalization.require(recipe, channels);
    recipe.requireValidation(dataset.validationSize());
    int images = requireEnoughImages(recipe, dataset);
    Summary network = summary(recipe.architecture().toArchitecture(), recipe, channels, dataset);
    requireBatchNormWorks(recipe, images, network);
    boolean compiles = device.kind() == ComputeDevice.Kind.CPU;
    requireMemory(
        recipe, images, compiles ? memoryNetwork(recipe, channels, dataset) : network, device);
  }

  /**
   * What a training takes.
   *
   * @param trainImages number of images to learn from
   * @param evaluationImages number of images on which each epoch is evaluated
   * @param testImages number of images of the test set
   * @param memoryBytes estimated memory of the training on its device
   * @param multiplyAdds multiply-adds of a forward pass of one image
   */
  record Footprint(
      int trainImages, int evaluationImages, int testImages, long memoryBytes, long multiplyAdds) {}

  /** Returns what a recipe takes that {@link #require} accepts. */
  static Footprint footprint(
      Recipe recipe, DatasetDefinition dataset, @Nullable InitialModel initial) {
    int images = requireEnoughImages(recipe, dataset);
    int channels = channels(dataset, initial);
    Architecture architecture = recipe.architecture().toArchitecture();
    Summary network = summary(architecture, recipe, channels, dataset);
    double features = recipe.freeze().epochs() == 0 ? 0 : featureMegabytes(recipe, images);
    int evaluated =
        recipe.heldOut() > 0
            ? recipe.heldOut()
            : recipe.usesGivenValidation(dataset.validationSize())
                ? dataset.validationSize()
                : dataset.testSize();
    return new Footprint(
        images,
        evaluated,
        dataset.testSize(),
        Math.round(
            (megabytes(recipe, memoryNetwork(recipe, channels, dataset)) + features) * MEGABYTE),
        network.multiplyAdds());
  }

  /** Returns the number of channels that the network takes. */
  private static int channels(DatasetDefinition dataset, @Nullable InitialModel initial) {
    if (initial == null) {
      return dataset.format().channels();
    }
    if (initial.channels() < dataset.format().channels()) {
      throw new InvalidRecipeException(
          "initialModel",
          String.format(
              Locale.ROOT,
              "must be a model of images in color, like those of %s, or the data set imported with"
                  + " \"color\": \"gray\"; was %s, which takes gray images",
              dataset.name(),
              initial.id()));
    }
    return initial.channels();
  }

  /** Returns the number of images to train on. */
  private static int requireEnoughImages(Recipe recipe, DatasetDefinition dataset) {
    int available = dataset.trainSize();
    if (recipe.heldOut() >= available) {
      throw new InvalidRecipeException(
          "validationSize",
          String.format(
              Locale.ROOT,
              "must leave some of the %d training images, was %d",
              available,
              recipe.heldOut()));
    }
    int left = available - recipe.heldOut();
    int classes = dataset.labels().size();
    if (recipe.heldOut() > 0 && left < classes) {
      throw new InvalidRecipeException(
          "validationSize",
          String.format(
              Locale.ROOT,
              "must leave at least as many of the %d training images as there are classes, %d, was"
                  + " %d",
              available,
              classes,
              recipe.heldOut()));
    }
    if (recipe.trainLimit() != null && recipe.trainLimit() > left) {
      throw new InvalidRecipeException(
          "trainLimit",
          String.format(
              Locale.ROOT,
              "must be at most %d, the number of training images of %s, was %d",
              left,
              dataset.name(),
              recipe.trainLimit()));
    }
    int images = recipe.trainLimit() == null ? left : recipe.trainLimit();
    if (recipe.batchSize() > images) {
      throw new InvalidRecipeException(
          "batchSize",
          String.format(
              Locale.ROOT,
              "must be at most %d, the number of images to train on, was %d",
              images,
              recipe.batchSize()));
    }
    return images;
  }

  private static Summary summary(
      Architecture architecture, Recipe recipe, int channels, DatasetDefinition dataset) {
    Shape image = new Shape(1, channels, recipe.imageSize(), recipe.imageSize());
    return Summary.of(architecture, image, dataset.labels().size());
  }

  /** Returns the network whose memory counts: on a CPU it may be compiled, with more channels. */
  private static Summary memoryNetwork(Recipe recipe, int channels, DatasetDefinition dataset) {
    Architecture own = recipe.architecture().toArchitecture();
    Architecture larger =
        recipe.precision().equals(Precision.FP32.toString())
            ? own
            : new Architecture(
                own.block(),
                own.blocks(),
                own.channels().stream().map(TrainingNetwork::alignedChannels).toList(),
                own.stem(),
                own.convention());
    return summary(larger, recipe, channels, dataset);
  }

  /**
   * Checks that batch norm never sees a single number, because that has no variance to divide by.
   */
  private static void requireBatchNormWorks(Recipe recipe, int images, Summary network) {
    boolean learns = recipe.freeze().epochs() < recipe.epochs();
    boolean single = recipe.batchSize() == 1 || images % recipe.batchSize() == 1;
    if (learns && single && smallestMap(network) == 1) {
      throw new InvalidRecipeException(
          "batchSize",
          String.format(
              Locale.ROOT,
              "leaves a batch of one image, with which batch norm cannot work where feature maps are "
                  + "1x1, as at %d px; choose another batchSize, trainLimit or imageSize, was %d",
              recipe.imageSize(),
              recipe.batchSize()));
    }
  }

  private static long smallestMap(Summary network) {
    return network.layers().stream()
        .filter(row -> row.kind().equals("BatchNorm"))
        .map(Summary.Row::outputShape)
        .mapToLong(shape -> shape.get(2) * shape.get(3))
        .min()
        .orElseThrow();
  }

  private static void requireMemory(
      Recipe recipe, int images, Summary network, ComputeDevice device) {
    double needed = megabytes(recipe, network);
    double available = available(device) / MEGABYTE;
    double features = recipe.freeze().epochs() == 0 ? 0 : featureMegabytes(recipe, images);
    if (needed <= available && needed + features > available) {
      throw new InvalidRecipeException(
          "freeze.epochs",
          String.format(
              Locale.ROOT,
              "must be 0, because the features of %d images need about %.0f MB beside %.0f MB for"
                  + " the training, but %s has %.0f MB, was %d",
              images,
              features,
              needed,
              device.name(),
              available,
              recipe.freeze().epochs()));
    }
    if (needed > available) {
      throw new InvalidRecipeException(
          "batchSize",
          String.format(
              Locale.ROOT,
              "needs about %.0f MB at %d px, but %s has %.0f MB; choose a smaller one, was %d",
              needed,
              recipe.imageSize(),
              device.name(),
              available,
              recipe.batchSize()));
    }
  }

  /** Returns the estimated memory of a training, without the features of frozen layers. */
  private static double megabytes(Recipe recipe, Summary network) {
    int copies =
        COPIES_OF_PARAMETERS + (recipe.emaDecay() == 0 ? 0 : 1) + (recipe.keepsBest() ? 1 : 0);
    return WORK_SPACE * network.forwardBackwardMegabytes() * recipe.batchSize()
        + network.parameterMegabytes() * copies;
  }

  private static double featureMegabytes(Recipe recipe, int images) {
    long floats = (long) recipe.architecture().toArchitecture().features() * images;
    return floats * Float.BYTES / MEGABYTE;
  }

  /**
   * Returns the bytes available for a training. On a CPU, the Java heap takes part of the same
   * memory.
   */
  private static double available(ComputeDevice device) {
    double heap = device.kind() == ComputeDevice.Kind.CPU ? Runtime.getRuntime().maxMemory() : 0;
    return device.memoryBytes() * (1 - RESERVED) - heap;
  }
}
