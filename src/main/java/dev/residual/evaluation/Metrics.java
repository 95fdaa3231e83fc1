package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import dev.residual.model.TestResult;

/** How many images were named right, and the sum of their losses. */
public record Metrics(int images, double lossSum, long top1Hits, long top5Hits) {

  public static final Metrics NONE = new Metrics(0, 0, 0, 0);

  private static final SoftmaxCrossEntropyLoss CROSS_ENTROPY = Loss.softmaxCrossEntropyLoss();

  /**
   * Mean softmax cross-entropy in nats, as PyTorch's with {@code label_smoothing}: the part {@code
   * smoothing} of the truth is spread evenly over all classes.
   *
   * @param logits (n, classes)
   * @param labels (n), class indices
   * @param smoothing 0 to 1
   */
  public static NDArray loss(NDArray logits, NDArray labels, double smoothing) {
    NDArray sharp = loss(logits, labels);
    if (smoothing == 0) {
      return sharp;
    }
    // A double would make the scalars that both are doubles.
    NDArray even = logits.logSoftmax(1).mean().mul((float) smoothing);
    return sharp.mul((float) (1 - smoothing)).sub(even);
  }

  /** Mean softmax cross-entropy in nats, not smoothed. */
  public static NDArray loss(NDArray logits, NDArray labels) {
    return CROSS_ENTROPY.evaluate(new NDList(labels), new NDList(logits));
  }

  public static Metrics of(NDArray logits, NDArray labels, NDArray meanLoss) {
    int images = Math.toIntExact(logits.getShape().get(0));
    int five = Math.toIntExact(Math.min(5, logits.getShape().get(1)));
    NDArray likeliest = logits.topK(five, 1).get(1);
    NDArray hits = likeliest.eq(labels.reshape(-1, 1)).toType(DataType.INT64, false);
    return new Metrics(
        images,
        (double) meanLoss.getFloat() * images,
        hits.get(new NDIndex(":, 0")).sum().getLong(),
        hits.sum().getLong());
  }

  public Metrics plus(Metrics other) {
    return new Metrics(
        images + other.images,
        lossSum + other.lossSum,
        top1Hits + other.top1Hits,
        top5Hits + other.top5Hits);
  }

  /**
   * @param where it was measured, {@code epoch 1, step 7}
   * @throws DivergedException if the loss is not a finite number
   */
  public void requireFinite(String where) {
    if (!Double.isFinite(loss())) {
      throw new DivergedException(loss(), where);
    }
  }

  public TestResult asTestResult() {
    return new TestResult("test", images, loss(), top1(), top5());
  }

  public double loss() {
    return lossSum / images;
  }

  public double top1() {
    return (double) top1Hits / images;
  }

  public double top5() {
    return (double) top5Hits / images;
  }
}
