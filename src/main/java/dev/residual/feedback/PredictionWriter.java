package dev.residual.feedback;

import dev.residual.web.DatabaseOutage;
import dev.residual.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes the predictions that wait, on a thread of its own. While the database is away they go on
 * waiting. A stopping service writes them after its last answer.
 */
@Component
class PredictionWriter implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PredictionWriter.class);

  private static final int BATCH = 500;
  private static final long BATCH_BYTES = 8 << 20;

  /** After each part of a limit that is written, the limit is enforced: 20 for 5 %. */
  private static final int PARTS = 20;

  /** A stopping service ends at last, also without its database. */
  private static final int STOP_SECONDS = 10;

  private static final int WAIT_SECONDS = 30;

  private final PredictionBuffer buffer;
  private final Predictions predictions;
  private final PredictionImages images;
  private final FeedbackCleaner cleaner;
  private final FeedbackMetrics meters;
  private final FeedbackSettings settings;
  private final TransactionTemplate transaction;

  private @Nullable ScheduledExecutorService thread;

  /** Is held while predictions are written, and guards what follows. */
  private final Object writing = new Object();

  private boolean failing;
  private long written;
  private long writtenBytes;

  PredictionWriter(
      PredictionBuffer buffer,
      Predictions predictions,
      PredictionImages images,
      FeedbackCleaner cleaner,
      FeedbackMetrics meters,
      FeedbackSettings settings,
      TransactionTemplate transaction) {
    this.buffer = buffer;
    this.predictions = predictions;
    this.images = images;
    this.cleaner = cleaner;
    this.meters = meters;
    this.settings = settings;
    this.transaction = transaction;
  }

  /** Requests end before, and the database is closed later. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what is run logs its failures
  public synchronized void start() {
    if (settings.enabled()) {
      ScheduledExecutorService started =
          Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "feedback"));
      long interval = settings.flushInterval().toMillis();
      started.scheduleWithFixedDelay(this::flushQuietly, interval, interval, TimeUnit.MILLISECONDS);
      thread = started;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }

  @Override
  public synchronized void stop() {
    if (thread == null) {
      return;
    }
    ScheduledExecutorService stopping = thread;
    thread = null;
    Future<?> last = stopping.submit(this::flushQuietly);
    stopping.shutdown();
    try {
      last.get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.warn("The last predictions could not be written", e);
    }
    stopping.shutdownNow();
    if (buffer.size() > 0) {
      log.warn("{} predictions are not recorded, because the service stops", buffer.size());
    }
  }

  /** Returns whether a prediction waits to be written by this node. */
  boolean isPending(UUID id) {
    return buffer.contains(id);
  }

  /**
   * Writes what waits, and returns when it is written.
   *
   * @throws Problem (503) if that takes long
   */
  void flushNow() {
    Future<?> flush;
    synchronized (this) {
      if (thread == null) {
        throw notYet();
      }
      flush = thread.submit(this::flush);
    }
    try {
      flush.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notYet();
    } catch (TimeoutException e) {
      throw notYet();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
  }

  /** Returns the answer to a client that is too early. */
  Problem notYet() {
    return Problem.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            "prediction-not-recorded-yet",
            "The prediction is still being recorded. Send the request again.")
        .retryAfter(settings.flushInterval());
  }

  /** Writes what waits. If that fails, it is done later. */
  void flushQuietly() {
    try {
      flush();
    } catch (RuntimeException | Error e) {
      log.debug("Predictions are written later", e);
    }
  }

  private void flush() {
    synchronized (writing) {
      writeAll();
    }
  }

  private void writeAll() {
    try {
      for (int left = buffer.size(); left > 0; ) {
        List<Prediction> batch = buffer.oldest(BATCH, BATCH_BYTES);
        write(batch);
        left -= Math.max(1, batch.size());
        enforceLimits();
      }
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!failing) {
        log.warn("Predictions wait for the database: {}", e.getMessage());
      }
      failing = true;
      throw e;
    }
  }

  private void enforceLimits() {
    if (written >= settings.maxPredictions() / PARTS
        || writtenBytes >= settings.imageStorage().toBytes() / PARTS) {
      cleaner.enforceLimits();
      written = 0;
      writtenBytes = 0;
    }
  }

  private void write(List<Prediction> batch) {
    List<PredictionImages.Encoded> encoded = new ArrayList<>();
    for (Prediction each : batch) {
      if (each.image() != null) {
        encoded.add(new PredictionImages.Encoded(each.id(), PngImage.encode(each.image())));
      }
    }
    try {
      transaction.executeWithoutResult(status -> insert(batch, encoded));
      meters.countRecorded(batch.size());
      written += batch.size();
      writtenBytes += encoded.stream().mapToLong(image -> image.png().length).sum();
    } catch (NonTransientDataAccessException e) {
      if (DatabaseOutage.isCauseOf(e)) {
        throw e;
      }
      // It would fail for ever, and those behind it would wait.
      log.error("{} predictions cannot be recorded", batch.size(), e);
      meters.countDropped(batch.size());
    }
    buffer.remove(batch);
  }

  private void insert(List<Prediction> batch, List<PredictionImages.Encoded> encoded) {
    List<Prediction> rows = batch;
    List<PredictionImages.Encoded> files = encoded;
    if (failing) {
      // Perhaps only the answer to the last commit was lost.
      Set<UUID> existing = predictions.existing(batch.stream().map(Prediction::id).toList());
      rows = batch.stream().filter(each -> !existing.contains(each.id())).toList();
      files = encoded.stream().filter(each -> !existing.contains(each.prediction())).toList();
    }
    if (!rows.isEmpty()) {
      predictions.insert(rows);
    }
    if (!files.isEmpty()) {
      images.insert(files);
    }
  }
}
