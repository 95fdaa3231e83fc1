package dev.residual.feedback;

import dev.residual.model.ModelRegistry.ModelDeleted;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Deletes predictions and images that are old, too many, or of deleted models, also if feedback has
 * been switched off. It deletes a few thousand at a time, so that nobody waits for it. Several
 * nodes may run it.
 */
@Component
class FeedbackCleaner {

  private static final Logger log = LoggerFactory.getLogger(FeedbackCleaner.class);

  private static final String INTERVAL = "${residual.retention.cleanup-interval:1h}";
  private static final int CHUNK = 2_000;

  private final Predictions predictions;
  private final PredictionImages images;
  private final FeedbackSettings settings;
  private final Clock clock;

  FeedbackCleaner(
      Predictions predictions, PredictionImages images, FeedbackSettings settings, Clock clock) {
    this.predictions = predictions;
    this.images = images;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  public void run() {
    Instant now = clock.instant();
    inChunks(() -> predictions.deleteBefore(now.minus(settings.retention()), CHUNK));
    predictions.deletedModels().forEach(this::deleteOfModel);
    if (settings.images() != KeptImages.ALL) {
      Instant limit =
          settings.images() == KeptImages.NONE ? now : now.minus(settings.unlabeledImages());
      inChunks(() -> images.deleteUnlabeledBefore(limit, CHUNK));
    }
    enforceLimits();
  }

  /** Deletes the oldest predictions and images that exceed a limit, images without truth first. */
  public void enforceLimits() {
    long surplus = predictions.count() - settings.maxPredictions();
    while (surplus > 0) {
      int deleted = predictions.deleteOldest((int) Math.min(surplus, CHUNK));
      surplus = deleted == 0 ? 0 : surplus - deleted;
    }
    long bytes = images.bytes() - settings.imageStorage().toBytes();
    bytes = deleteImages(false, bytes);
    deleteImages(true, bytes);
  }

  /** Deletes images until so many bytes are free, and returns how many are still missing. */
  private long deleteImages(boolean labeled, long bytes) {
    long missing = bytes;
    while (missing > 0) {
      List<PredictionImages.Sized> oldest = images.oldest(labeled, CHUNK);
      if (oldest.isEmpty()) {
        break;
      }
      List<UUID> deleted = new ArrayList<>();
      for (PredictionImages.Sized image : oldest) {
        if (missing > 0) {
          deleted.add(image.prediction());
          missing -= image.bytes();
        }
      }
      images.delete(deleted);
    }
    return missing;
  }

  /**
   * Deletes what was predicted by a model that is deleted. The transaction that has deleted it is
   * committed already, and would not commit anything more.
   */
  @Transactional(propagation = Propagation.NOT_SUPPORTED)
  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  public void delete(ModelDeleted event) {
    try {
      deleteOfModel(event.model());
    } catch (DataAccessException e) {
      log.warn(
          "Predictions of the deleted model {} will be deleted later: {}",
          event.model(),
          e.getMessage());
    }
  }

  private void deleteOfModel(UUID model) {
    inChunks(() -> predictions.deleteOfModel(model, CHUNK));
  }

  private static void inChunks(IntSupplier deletion) {
    int deleted = CHUNK;
    while (deleted == CHUNK) {
      deleted = deletion.getAsInt();
    }
  }
}
