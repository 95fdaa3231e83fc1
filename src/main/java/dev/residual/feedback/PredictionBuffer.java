package dev.residual.feedback;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Predictions that wait for the database. It is bounded in predictions and in bytes of images. A
 * prediction stays here until it is written.
 */
@Component
class PredictionBuffer {

  private final int capacity;
  private final long imageCapacity;
  private final FeedbackMetrics meters;
  private final Map<UUID, Prediction> waiting = new LinkedHashMap<>();
  private long imageBytes;

  PredictionBuffer(FeedbackSettings settings, FeedbackMetrics meters) {
    capacity = settings.buffer();
    imageCapacity = settings.imageBuffer().toBytes();
    this.meters = meters;
    meters.registerGauge(this::size);
  }

  /**
   * Adds a prediction, without its image if there is no room for that.
   *
   * @return whether it was added; otherwise there is no room
   */
  synchronized boolean offer(Prediction prediction) {
    if (waiting.size() >= capacity) {
      meters.countDropped(1);
      return false;
    }
    Prediction kept = prediction;
    if (imageBytes + prediction.imageBytes() > imageCapacity) {
      meters.countImageDropped();
      kept = prediction.withoutImage();
    }
    imageBytes += kept.imageBytes();
    waiting.put(kept.id(), kept);
    return true;
  }

  /** Returns some of the oldest predictions, at least one if there are any. They stay here. */
  synchronized List<Prediction> oldest(int count, long bytes) {
    List<Prediction> oldest = new ArrayList<>();
    long taken = 0;
    for (Prediction each : waiting.values()) {
      taken += each.imageBytes();
      if (oldest.size() == count || (!oldest.isEmpty() && taken > bytes)) {
        break;
      }
      oldest.add(each);
    }
    return oldest;
  }

  synchronized void remove(Collection<Prediction> written) {
    for (Prediction each : written) {
      if (waiting.remove(each.id()) != null) {
        imageBytes -= each.imageBytes();
      }
    }
  }

  synchronized boolean contains(UUID id) {
    return waiting.containsKey(id);
  }

  synchronized int size() {
    return waiting.size();
  }
}
