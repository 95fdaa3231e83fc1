package dev.residual.training;

import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.KnownDataset;
import dev.residual.image.ImageFormat;
import dev.residual.nn.Summary;
import dev.residual.torch.ComputeDevice;

/**
 * Whether a recipe can work with a data set on a device; a job is better refused early. The data
 * set's definition is enough for it.
 */
final class Feasibility {

  private static final double MEGABYTE = 1 << 20;

  /** Weights, gradients and Adam's two moments. */
  private static final int COPIES_OF_PARAMETERS = 4;

  /**
   * What libtorch takes on top of the outputs that it keeps, for work space and what lies between.
   * ResNet-18 in fp32 at 96 px and batch 64 was seen to take 1.1 GB, where the sum is 0.86.
   */
  private static final double WORK_SPACE = 1.3;

  /** What the system and other programs have of the memory. */
  private static final double OTHERS = 0.1;

  private Feasibility() {}

  /**
   * @throws ImpossibleRecipeException naming field and reason
   */
  static void require(Recipe recipe, KnownDataset dataset, ComputeDevice device) {
    int pictures = requirePictures(recipe, dataset);
    Summary network = summary(recipe, dataset.format(), dataset.labels().size());
    requireNoLonePicture(recipe, pictures, network);
    requireMemory(recipe, network, device);
  }

  private static int requirePictures(Recipe recipe, KnownDataset dataset) {
    int available = dataset.trainSize();
    if (recipe.validationSize() >= available) {
      throw new ImpossibleRecipeException(
          "validationSize",
          "must leave some of the %d training pictures, was %d"
              .formatted(available, recipe.validationSize()));
    }
    int left = available - recipe.validationSize();
    if (recipe.trainLimit() != null && recipe.trainLimit() > left) {
      throw new ImpossibleRecipeException(
          "trainLimit",
          "must be at most %d, the training pictures of %s, was %d"
              .formatted(left, dataset.name(), recipe.trainLimit()));
    }
    int pictures = recipe.trainLimit() == null ? left : recipe.trainLimit();
    if (recipe.batchSize() > pictures) {
      throw new ImpossibleRecipeException(
          "batchSize",
          "must be at most %d, the pictures to train on, was %d"
              .formatted(pictures, recipe.batchSize()));
    }
    return pictures;
  }

  private static Summary summary(Recipe recipe, ImageFormat format, int classes) {
    Shape picture = new Shape(1, format.channels(), recipe.imageSize(), recipe.imageSize());
    return Summary.of(recipe.architecture().toArchitecture(), picture, classes);
  }

  /** The variance of one number is nothing to divide by. */
  private static void requireNoLonePicture(Recipe recipe, int pictures, Summary network) {
    boolean lone = recipe.batchSize() == 1 || pictures % recipe.batchSize() == 1;
    if (lone && smallestMap(network) == 1) {
      throw new ImpossibleRecipeException(
          "batchSize",
          ("leaves a batch of one picture, which batch norm cannot work with where maps are 1x1, "
                  + "as at %d px; another batchSize, trainLimit or imageSize can, was %d")
              .formatted(recipe.imageSize(), recipe.batchSize()));
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

  private static void requireMemory(Recipe recipe, Summary network, ComputeDevice device) {
    int copies =
        COPIES_OF_PARAMETERS
            + (recipe.emaDecay() == 0 ? 0 : 1)
            + (recipe.earlyStopping() == null ? 0 : 1);
    double needed =
        WORK_SPACE * network.forwardBackwardMegabytes() * recipe.batchSize()
            + network.parameterMegabytes() * copies;
    double available = available(device) / MEGABYTE;
    if (needed > available) {
      throw new ImpossibleRecipeException(
          "batchSize",
          "needs about %.0f MB at %d px, but %s has %.0f MB for it; a smaller one needs less, was %d"
              .formatted(needed, recipe.imageSize(), device.name(), available, recipe.batchSize()));
    }
  }

  /** The processor's memory is Java's heap as well. */
  private static double available(ComputeDevice device) {
    double heap = device.kind() == ComputeDevice.Kind.CPU ? Runtime.getRuntime().maxMemory() : 0;
    return device.memoryBytes() * (1 - OTHERS) - heap;
  }
}
