package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.pipeline.ImageTensors;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How a network did on images that it does not learn from, and what it said.
 *
 * @param logits (images, classes)
 * @param labels (images), class indices
 */
public record Evaluation(Metrics score, float[][] logits, int[] labels) {

  /** Bounds the memory of a forward pass, which keeps every layer's output of a batch. */
  private static final int BATCH = 64;

  /**
   * @param network from a batch of images to logits, (n, classes)
   * @param tensors how the network sees the images
   * @param manager owner of the batches' memory; its device is the network's
   * @param afterEachBatch may throw, which ends it
   */
  public static Evaluation of(
      UnaryOperator<NDArray> network,
      LabeledImages images,
      ImageTensors tensors,
      NDManager manager,
      Runnable afterEachBatch) {
    Metrics score = Metrics.NONE;
    float[][] logits = new float[images.size()][];
    for (int from = 0; from < images.size(); from += BATCH) {
      int[] batch = IntStream.range(from, Math.min(from + BATCH, images.size())).toArray();
      try (NDManager scope = manager.newSubManager()) {
        NDArray input = tensors.images(scope, images, batch);
        NDArray labels = ImageTensors.labels(scope, images, batch);
        NDArray answers = network.apply(input);
        score = score.plus(Metrics.of(answers, labels, Metrics.loss(answers, labels)));
        System.arraycopy(rows(answers), 0, logits, from, batch.length);
      }
      afterEachBatch.run();
    }
    int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
    return new Evaluation(score, logits, labels);
  }

  /**
   * The numbers of a float32 tensor.
   *
   * @param matrix (n, m)
   */
  public static float[][] rows(NDArray matrix) {
    int width = Math.toIntExact(matrix.getShape().get(1));
    float[] flat = matrix.toFloatArray();
    return IntStream.range(0, flat.length / width)
        .mapToObj(row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width))
        .toArray(float[][]::new);
  }
}
