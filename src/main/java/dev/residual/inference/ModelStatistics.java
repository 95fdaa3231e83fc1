package dev.residual.inference;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process has computed with one model since it started.
 *
 * @param lastInference when the last batch was done; null if there was none
 * @param images number of images that were classified
 * @param succeeded requests that were answered, from their arrival to their result
 * @param failed requests that were not answered, from their arrival to their failure
 * @param queued requests that were taken into a batch, from their arrival to its start
 * @param batches the batches and their computing time, by the number of their images
 */
public record ModelStatistics(
    @Nullable Instant lastInference,
    long images,
    Total succeeded,
    Total failed,
    Total queued,
    Map<Integer, Total> batches) {

  /**
   * The total of some durations.
   *
   * @param nanoseconds their sum
   */
  public record Total(long count, long nanoseconds) {

    static final Total NONE = new Total(0, 0);

    Total plus(long duration) {
      return new Total(count + 1, nanoseconds + duration);
    }

    Total plus(Total other) {
      return new Total(count + other.count, nanoseconds + other.nanoseconds);
    }
  }

  static final ModelStatistics NONE =
      new ModelStatistics(null, 0, Total.NONE, Total.NONE, Total.NONE, Map.of());

  /** Returns all batches together, whatever their size. */
  public Total allBatches() {
    return batches.values().stream().reduce(Total.NONE, Total::plus);
  }
}
