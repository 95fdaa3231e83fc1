package dev.residual.training.precomputed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.residual.dataset.LabeledImages;
import dev.residual.pipeline.ImageTensors;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The features of all training images, which do not change while only the classifier learns. It
 * must be used by one thread only.
 */
public final class FrozenFeatures implements AutoCloseable {

  private final NDArray features;

  private FrozenFeatures(NDArray features) {
    this.features = features;
  }

  /**
   * Computes the features of images as they are evaluated, without augmentation.
   *
   * @param network function from a batch of images to features, (n, features)
   * @param batchSize number of images of a batch
   * @param manager owner of the memory, on the network's device
   * @param stopped is asked after each batch; what it throws ends the computation
   * @return empty if it was stopped
   */
  public static Optional<FrozenFeatures> of(
      UnaryOperator<NDArray> network,
      LabeledImages images,
      ImageTensors tensors,
      int batchSize,
      NDManager manager,
      BooleanSupplier stopped) {
    NDManager owner = manager.newSubManager();
    boolean complete = false;
    try {
      NDArray all = null;
      for (int from = 0; from < images.size(); from += batchSize) {
        int to = Math.min(from + batchSize, images.size());
        try (NDManager scope = manager.newSubManager()) {
          NDArray batch =
              network.apply(tensors.images(scope, images, IntStream.range(from, to).toArray()));
          if (all == null) {
            all = owner.create(new Shape(images.size(), batch.getShape().get(1)), DataType.FLOAT32);
          }
          all.set(new NDIndex("{}:{}", from, to), batch);
        }
        if (stopped.getAsBoolean()) {
          return Optional.empty();
        }
      }
      if (all == null) {
        throw new IllegalArgumentException("there must be at least 1 image");
      }
      complete = true;
      return Optional.of(new FrozenFeatures(all));
    } finally {
      if (!complete) {
        owner.close();
      }
    }
  }

  /**
   * Returns the features of some images, (n, features).
   *
   * @param indices indices of the images, in order
   */
  public NDArray rows(NDManager scope, int[] indices) {
    NDArray rows = scope.create(indices).toType(DataType.INT64, false);
    return features.get(scope, new NDIndex("{}", rows));
  }

  @Override
  public void close() {
    features.getManager().close();
  }
}
