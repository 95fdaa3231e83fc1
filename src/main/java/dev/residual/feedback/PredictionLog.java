package dev.residual.feedback;

import dev.residual.access.Caller;
import dev.residual.model.Logits;
import dev.residual.preprocessing.InputImage;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Notes what clients are answered. It waits for nothing and never fails a prediction. */
@Component
public class PredictionLog {

  private final FeedbackSettings settings;
  private final PredictionBuffer buffer;
  private final Clock clock;
  private final TimeOrderedIds ids = new TimeOrderedIds();

  PredictionLog(FeedbackSettings settings, PredictionBuffer buffer, Clock clock) {
    this.settings = settings;
    this.buffer = buffer;
    this.clock = clock;
  }

  /**
   * Records the predictions of this thread's request.
   *
   * @param probabilities for each image, the probability of each class
   * @param images the images as the model took them; they must not be changed later
   * @return the ids of the predictions by which their truth can be told; null where one is not
   *     recorded
   */
  public List<@Nullable UUID> record(
      UUID model, List<float[]> probabilities, List<InputImage> images) {
    if (!settings.enabled()) {
      return Collections.nCopies(probabilities.size(), null);
    }
    UUID owner = Caller.currentId();
    Instant now = clock.instant();
    List<@Nullable UUID> recorded = new ArrayList<>(probabilities.size());
    for (int i = 0; i < probabilities.size(); i++) {
      recorded.add(
          isSampled() ? record(model, owner, probabilities.get(i), images.get(i), now) : null);
    }
    return recorded;
  }

  private boolean isSampled() {
    return settings.sample() >= 1 || ThreadLocalRandom.current().nextDouble() < settings.sample();
  }

  private @Nullable UUID record(
      UUID model, @Nullable UUID owner, float[] probabilities, InputImage image, Instant now) {
    int label = Logits.argmax(probabilities);
    Prediction prediction =
        new Prediction(
            ids.next(now),
            model,
            owner,
            label,
            probabilities[label],
            now,
            settings.images() == KeptImages.NONE ? null : image);
    return buffer.offer(prediction) ? prediction.id() : null;
  }
}
