package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.residual.dataset.LabeledImages;
import dev.residual.model.Logits;
import dev.residual.model.TestResult;
import dev.residual.pipeline.ImageTensors;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The result of running a network on images that it does not learn from.
 *
 * @param metrics accuracy and loss over all images
 * @param logits (images, classes)
 * @param labels (images), class indices
 */
public record Evaluation(Metrics metrics, float[][] logits, int[] labels) {

  /** Limits the memory of a forward pass, which keeps the outputs of all layers for a batch. */
  private static final int BATCH = 64;

  /**
   * Evaluates a network.
   *
   * @param network function from a batch of images to logits, (n, classes)
   * @param tensors conversion of the images to the network's input
   * @param manager owner of the batches' memory, on the network's device
   * @param afterEachBatch is called after each batch; what it throws ends the evaluation
   */
  public static Evaluation of(
      UnaryOperator<NDArray> network,
      LabeledImages images,
      ImageTensors tensors,
      NDManager manager,
      Runnable afterEachBatch) {
    return of(network, images, tensors, manager, (int done) -> afterEachBatch.run());
  }

  /**
   * Evaluates a network as above.
   *
   * @param progress is called after each batch with the number of images that are done
   */
  static Evaluation of(
      UnaryOperator<NDArray> network,
      LabeledImages images,
      ImageTensors tensors,
      NDManager manager,
      IntConsumer progress) {
    Metrics metrics = Metrics.NONE;
    float[][] logits = new float[images.size()][];
    for (int from = 0; from < images.size(); from += BATCH) {
      int[] batch = IntStream.range(from, Math.min(from + BATCH, images.size())).toArray();
      try (NDManager scope = manager.newSubManager()) {
        NDArray input = tensors.images(scope, images, batch);
        NDArray labels = ImageTensors.labels(scope, images, batch);
        NDArray output = network.apply(input);
        metrics = metrics.plus(Metrics.of(output, labels, Metrics.loss(output, labels)));
        System.arraycopy(rows(output), 0, logits, from, batch.length);
      }
      progress.accept(from + batch.length);
    }
    int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
    // Equal outputs, which are common in bf16, count as a prediction does: the first class wins.
    long hits =
        IntStream.range(0, labels.length)
            .filter(i -> Logits.argmax(logits[i]) == labels[i])
            .count();
    return new Evaluation(metrics.withTop1Hits(hits), logits, labels);
  }

  /** Returns the counts of right and wrong predictions of each class. */
  public ClassCounts classCounts() {
    return ClassCounts.of(logits, labels);
  }

  /** Returns these results as those of the test set. */
  public TestResult asTestResult() {
    ClassCounts counts = classCounts();
    return new TestResult(
        "test",
        metrics.images(),
        metrics.loss(),
        metrics.top1(),
        metrics.top5(),
        counts.macroF1(),
        counts.balancedAccuracy());
  }

  /**
   * Returns the values of a float32 tensor, row by row.
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
