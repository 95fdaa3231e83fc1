package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import dev.residual.model.TestResult;

/** The loss of a number of images, and how many of them were classified correctly. */
public record Metrics(int images, double lossSum, long top1Hits, long top5Hits) {

  public static final Metrics NONE = new Metrics(0, 0, 0, 0);

  private static final SoftmaxCrossEntropyLoss CROSS_ENTROPY = Loss.softmaxCrossEntropyLoss();

  /**
   * Returns the mean softmax cross-entropy in nats, as PyTorch's with {@code label_smoothing}: the
   * share {@code smoothing} of the target probability is spread evenly over all classes.
   *
   * @param logits (n, classes)
   * @param labels (n), class indices
   * @param smoothing 0 to 1
   */
  public static NDArray loss(NDArray logits, NDArray labels, double smoothing) {
    NDArray unsmoothed = loss(logits, labels);
    if (smoothing == 0) {
      return unsmoothed;
    }
    // A double factor would turn both float32 scalars into float64.
    NDArray uniform = logits.logSoftmax(1).mean().mul((float) smoothing);
    return unsmoothed.mul((float) (1 - smoothing)).sub(uniform);
  }

  /** Returns the mean softmax cross-entropy in nats, without label smoothing. */
  public static NDArray loss(NDArray logits, NDArray labels) {
    return CROSS_ENTROPY.evaluate(new NDList(labels), new NDList(logits));
  }

  /**
   * Returns the metrics of a batch.
   *
   * @param logits (n, classes)
   * @param labels (n), class indices
   * @param meanLoss a scalar
   */
  public static Metrics of(NDArray logits, NDArray labels, NDArray meanLoss) {
    int images = Math.toIntExact(logits.getShape().get(0));
    int five = Math.toIntExact(Math.min(5, logits.getShape().get(1)));
    NDArray top5 = logits.topK(five, 1).get(1);
    NDArray hits = top5.eq(labels.reshape(-1, 1)).toType(DataType.INT64, false);
    return new Metrics(
        images,
        (double) meanLoss.getFloat() * images,
        hits.get(new NDIndex(":, 0")).sum().getLong(),
        hits.sum().getLong());
  }

  /** Returns the metrics of both sets of images together. */
  public Metrics plus(Metrics other) {
    return new Metrics(
        images + other.images,
        lossSum + other.lossSum,
        top1Hits + other.top1Hits,
        top5Hits + other.top5Hits);
  }

  /**
   * Checks that the loss is a finite number.
   *
   * @param where the place in the training, such as {@code epoch 1, step 7}
   * @throws DivergedException if the loss is not a finite number
   */
  public void requireFinite(String where) {
    if (!Double.isFinite(loss())) {
      throw new DivergedException(loss(), where);
    }
  }

  /** Returns these metrics as those of the test set. */
  public TestResult asTestResult() {
    return new TestResult("test", images, loss(), top1(), top5());
  }

  /** Returns the mean loss in nats. */
  public double loss() {
    return lossSum / images;
  }

  /** Returns the share of images whose label was the most likely one, 0 to 1. */
  public double top1() {
    return (double) top1Hits / images;
  }

  /** Returns the share of images whose label was among the five most likely ones, 0 to 1. */
  public double top5() {
    return (double) top5Hits / images;
  }
}
