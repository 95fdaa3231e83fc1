package dev.residual.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Remembers what a network thinks of the labels of the images that it is trained on: the
 * probabilities of each image in the steps that learn from it, before the weights change, averaged
 * over the epochs. They cost next to nothing, as the step computes them anyway. A network that
 * learns wrong labels by heart is still surprised by them in the first epochs, which its
 * probabilities after the training do not show (Pleiss et al., 2020, "Identifying Mislabeled Data
 * using the Area Under the Margin Ranking").
 *
 * <p>It needs 16 bytes for each image. It must be used by one thread only.
 */
public final class TrainingPredictions {

  private static final int ROWS = 4;

  private final float[] own;
  private final float[] otherProbabilities;

  /** The most probable other classes in the latest epoch. */
  private final float[] others;

  private final float[] counts;

  /**
   * Remembers nothing yet.
   *
   * @param images number of training images
   */
  public TrainingPredictions(int images) {
    own = new float[images];
    otherProbabilities = new float[images];
    others = new float[images];
    counts = new float[images];
  }

  /**
   * Adds the outputs of a step. If there is one class, no label can be wrong, and nothing is added.
   *
   * @param images (n), indices of the training images
   * @param logits (n, classes)
   * @param labels (n), class indices
   */
  public void add(int[] images, NDArray logits, NDArray labels) {
    if (logits.getShape().get(1) < 2) {
      return;
    }
    NDArray probabilities = logits.softmax(1);
    NDList top = probabilities.topK(2, 1);
    add(
        images,
        labels.toLongArray(),
        probabilities.gather(labels.reshape(-1, 1), 1).toFloatArray(),
        top.get(1).toLongArray(),
        top.get(0).toFloatArray());
  }

  /**
   * @param topClasses (n, 2), the most probable class and the second one
   * @param topProbabilities (n, 2)
   */
  private void add(
      int[] images,
      long[] labels,
      float[] ownProbabilities,
      long[] topClasses,
      float[] topProbabilities) {
    for (int i = 0; i < images.length; i++) {
      int image = images[i];
      int other = topClasses[2 * i] == labels[i] ? 2 * i + 1 : 2 * i;
      own[image] += ownProbabilities[i];
      otherProbabilities[image] += topProbabilities[other];
      others[image] = topClasses[other];
      counts[image]++;
    }
  }

  /** Returns all that is remembered, as a float32 tensor that {@link #restore} takes. */
  public NDArray toTensor(NDManager manager) {
    int images = own.length;
    float[] all = new float[ROWS * images];
    float[][] rows = {own, otherProbabilities, others, counts};
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(rows[row], 0, all, row * images, images);
    }
    return manager.create(all, new Shape(ROWS, images));
  }

  /**
   * Goes on from what was remembered earlier.
   *
   * @param tensor that of {@link #toTensor}, of as many images
   */
  public void restore(NDArray tensor) {
    float[] all = tensor.toFloatArray();
    int images = own.length;
    if (all.length != ROWS * images) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the tensor must have %d numbers, had %d", ROWS * images, all.length));
    }
    float[][] rows = {own, otherProbabilities, others, counts};
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(all, row * images, rows[row], 0, images);
    }
  }

  /**
   * Returns the averages of the images that were trained on so far.
   *
   * @param split the part of the data set that the images are of
   * @param index returns the index in the split of a training image
   * @param label returns the class of a training image
   */
  public LabelProbabilities averages(String split, IntUnaryOperator index, IntUnaryOperator label) {
    int[] seen = IntStream.range(0, own.length).filter(i -> counts[i] > 0).toArray();
    float[] meanOwn = new float[seen.length];
    int[] other = new int[seen.length];
    float[] meanOther = new float[seen.length];
    for (int i = 0; i < seen.length; i++) {
      int image = seen[i];
      meanOwn[i] = own[image] / counts[image];
      other[i] = (int) others[image];
      meanOther[i] = otherProbabilities[image] / counts[image];
    }
    return new LabelProbabilities(
        split,
        true,
        IntStream.of(seen).map(index).toArray(),
        IntStream.of(seen).map(label).toArray(),
        meanOwn,
        other,
        meanOther);
  }
}
