package dev.residual.inference;

import dev.residual.inference.ModelStatistics.Total;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts the requests and batches of one model. */
final class ModelCounters {

  private @Nullable Instant lastInference;
  private long images;
  private Total succeeded = Total.NONE;
  private Total failed = Total.NONE;
  private Total queued = Total.NONE;
  private final Map<Integer, Total> batches = new TreeMap<>();

  synchronized void addQueued(long nanos) {
    queued = queued.plus(nanos);
  }

  synchronized void addBatch(int size, long nanos, Instant now) {
    images += size;
    batches.merge(size, new Total(1, nanos), Total::plus);
    lastInference = now;
  }

  synchronized void addRequest(boolean answered, long nanos) {
    if (answered) {
      succeeded = succeeded.plus(nanos);
    } else {
      failed = failed.plus(nanos);
    }
  }

  synchronized ModelStatistics snapshot() {
    return new ModelStatistics(
        lastInference, images, succeeded, failed, queued, new TreeMap<>(batches));
  }
}
