package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

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
    NDArray uniform = logits.logSoftmax(1).mean().mul(scalar(logits, smoothing));
    return unsmoothed.mul(scalar(logits, 1 - smoothing)).sub(uniform);
  }

  /**
   * Returns an fp32 factor of a loss. The backward pass reads it again. {@code mul(Number)} has its
   * factor in a Java buffer, which nobody holds after the call; if garbage was collected before the
   * backward pass, the gradients were wrong.
   */
  private static NDArray scalar(NDArray logits, double value) {
    return logits.getManager().full(new Shape(), (float) value);
  }

  /**
   * Returns the weighted mean softmax cross-entropy in nats, as PyTorch's {@code CrossEntropyLoss}
   * with weights of the classes and label smoothing: the cross-entropy of an image, and each class
   * that a part of the target probability is spread over, are multiplied by the weights of their
   * classes, and the sums are divided by the sum of the weights of the labels.
   *
   * @param logits (n, classes)
   * @param labels (n), class indices
   * @param smoothing 0 to 1
   * @param weights (classes), at least 0, and above 0 for each label
   */
  public static NDArray loss(NDArray logits, NDArray labels, double smoothing, NDArray weights) {
    NDArray logProbabilities = logits.logSoftmax(1);
    NDArray ofLabels = weights.gather(labels, 0);
    NDArray total = ofLabels.sum();
    NDArray unsmoothed =
        logProbabilities.gather(labels.reshape(-1, 1), 1).flatten().mul(ofLabels).sum().div(total);
    if (smoothing == 0) {
      return unsmoothed.neg();
    }
    long classes = logits.getShape().get(1);
    NDArray uniform =
        logProbabilities.mul(weights).sum().div(total).mul(scalar(logits, smoothing / classes));
    return unsmoothed.mul(scalar(logits, 1 - smoothing)).add(uniform).neg();
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
    NDArray hits = top5.eq(labels.reshape(-1, 1)).toType(DataType.FLOAT32, false);
    // Reading a value waits for a GPU, so all are read together. The counts are exact in fp32.
    float[] values = meanLoss.reshape(1).concat(hits.sum(new int[] {0})).toFloatArray();
    double top5Hits = 0;
    for (int rank = 1; rank <= five; rank++) {
      top5Hits += values[rank];
    }
    return new Metrics(images, (double) values[0] * images, (long) values[1], (long) top5Hits);
  }

  /** Returns the metrics of both sets of images together. */
  public Metrics plus(Metrics other) {
    return new Metrics(
        images + other.images,
        lossSum + other.lossSum,
        top1Hits + other.top1Hits,
        top5Hits + other.top5Hits);
  }

  /** Returns these metrics with another number of images whose label was the most likely one. */
  Metrics withTop1Hits(long hits) {
    return new Metrics(images, lossSum, hits, Math.max(hits, top5Hits));
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
