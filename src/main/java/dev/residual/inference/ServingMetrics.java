package dev.residual.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Records the metrics of serving. */
@Component
class ServingMetrics {

  private static final String MODEL = "model";

  private final MeterRegistry meters;
  private final Timer queueTimer;
  private final Map<UUID, ModelCounters> counters = new ConcurrentHashMap<>();

  ServingMetrics(MeterRegistry meters) {
    this.meters = meters;
    queueTimer =
        Timer.builder("residual.inference.queue.duration")
            .description("Time from the arrival of a request to the start of its batch")
            .publishPercentileHistogram()
            .register(meters);
  }

  /**
   * Registers the gauge of pending images.
   *
   * @param waiting supplies the number of images that wait
   */
  void registerGauge(Supplier<Number> waiting) {
    Gauge.builder("residual.inference.pending.images", waiting)
        .description("Images that wait to be computed")
        .register(meters);
  }

  /** Records how long a request waited for its batch. */
  void recordQueueTime(UUID model, long nanos) {
    queueTimer.record(nanos, TimeUnit.NANOSECONDS);
    counters(model).addQueued(nanos);
  }

  /**
   * Records a request that has ended.
   *
   * @param answered whether it has a result
   * @param nanos time since its arrival
   */
  void recordRequest(UUID model, boolean answered, long nanos) {
    counters(model).addRequest(answered, nanos);
  }

  /** Returns the statistics of a model since the start of this process. */
  ModelStatistics statistics(UUID model) {
    ModelCounters known = counters.get(model);
    return known == null ? ModelStatistics.NONE : known.snapshot();
  }

  private ModelCounters counters(UUID model) {
    return counters.computeIfAbsent(model, id -> new ModelCounters());
  }

  /** Records the size and the computing time of a batch. */
  void recordBatch(UUID model, int images, long nanos) {
    Instant now = Instant.ofEpochMilli(meters.config().clock().wallTime());
    counters(model).addBatch(images, nanos, now);
    String id = model.toString();
    Timer.builder("residual.inference.compute.duration")
        .description("Time to compute a batch")
        .tag(MODEL, id)
        .publishPercentileHistogram()
        .register(meters)
        .record(nanos, TimeUnit.NANOSECONDS);
    DistributionSummary.builder("residual.inference.batch.size")
        .description("Images in a batch")
        .tag(MODEL, id)
        .register(meters)
        .record(images);
    Counter.builder("residual.inference.images")
        .description("Images classified")
        .tag(MODEL, id)
        .register(meters)
        .increment(images);
  }

  /**
   * Counts a request that was not answered.
   *
   * @param reason {@code queue_full}, {@code deadline_exceeded}, {@code out_of_memory}, or {@code
   *     client_closed} if the client has closed its connection
   */
  void countRejected(String reason) {
    Counter.builder("residual.inference.rejected")
        .description("Requests answered 503, or whose client has closed its connection")
        .tag("reason", reason)
        .register(meters)
        .increment();
  }
}
