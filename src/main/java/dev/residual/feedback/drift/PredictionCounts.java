package dev.residual.feedback.drift;

import dev.residual.feedback.RecordedPrediction;
import java.util.Arrays;
import java.util.Random;

/**
 * Counts predictions of a period. Of their confidences it keeps at most {@value #MAX_CONFIDENCES},
 * drawn at random, which is more than a test needs and less than a busy day has.
 */
final class PredictionCounts {

  static final int MAX_CONFIDENCES = 10_000;
  static final int BINS = 10;

  private final long[] labels;
  private final long[] bins = new long[BINS];
  private final Random random = new Random(42); // the same answer each time
  private float[] confidences = new float[64];
  private long predictions;
  private double confidenceSum;
  private int feedback;
  private int hits;

  /**
   * @param classes number of labels of the model
   */
  PredictionCounts(int classes) {
    labels = new long[classes];
  }

  void add(RecordedPrediction prediction) {
    labels[prediction.label()]++;
    bins[bin(prediction.confidence())]++;
    confidenceSum += prediction.confidence();
    keep(prediction.confidence());
    predictions++;
    if (prediction.truth() != null) {
      feedback++;
      hits += prediction.truth() == prediction.label() ? 1 : 0;
    }
  }

  static int bin(float confidence) {
    return Math.max(0, Math.min(BINS - 1, (int) (confidence * BINS)));
  }

  /** Keeps each confidence with the same probability (Vitter, 1985, algorithm R). */
  private void keep(float confidence) {
    if (predictions < MAX_CONFIDENCES) {
      if (predictions == confidences.length) {
        confidences = Arrays.copyOf(confidences, Math.min(MAX_CONFIDENCES, 2 * confidences.length));
      }
      confidences[(int) predictions] = confidence;
    } else {
      long place = random.nextLong(predictions + 1);
      if (place < MAX_CONFIDENCES) {
        confidences[(int) place] = confidence;
      }
    }
  }

  long predictions() {
    return predictions;
  }

  long[] labels() {
    return labels.clone();
  }

  long[] bins() {
    return bins.clone();
  }

  double meanConfidence() {
    return confidenceSum / predictions;
  }

  /** Returns the confidences that are kept, in ascending order. */
  float[] sortedConfidences() {
    float[] sorted = Arrays.copyOf(confidences, (int) Math.min(predictions, MAX_CONFIDENCES));
    Arrays.sort(sorted);
    return sorted;
  }

  int feedback() {
    return feedback;
  }

  int hits() {
    return hits;
  }
}
