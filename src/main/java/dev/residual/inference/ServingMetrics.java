package dev.residual.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What operators see of serving. */
@Component
class ServingMetrics {

  private static final String MODEL = "model";

  private final MeterRegistry meters;
  private final Timer queue;

  ServingMetrics(MeterRegistry meters) {
    this.meters = meters;
    queue =
        Timer.builder("residual.inference.queue.duration")
            .description("How long requests wait until their batch is computed")
            .publishPercentileHistogram()
            .register(meters);
  }

  /**
   * @param waiting images that wait
   */
  void watch(Supplier<Number> waiting) {
    Gauge.builder("residual.inference.pending.images", waiting)
        .description("Images that wait")
        .register(meters);
  }

  void waited(long nanos) {
    queue.record(nanos, TimeUnit.NANOSECONDS);
  }

  void computed(UUID model, int images, long nanos) {
    String id = model.toString();
    Timer.builder("residual.inference.compute.duration")
        .description("How long batches are computed")
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
        .description("Images named")
        .tag(MODEL, id)
        .register(meters)
        .increment(images);
  }

  /**
   * @param reason {@code queue_full}, {@code deadline_exceeded}, or {@code client_closed} if it was the client that gave up
   */
  void rejected(String reason) {
    Counter.builder("residual.inference.rejected")
        .description("Requests answered 503, or whose client has gone")
        .tag("reason", reason)
        .register(meters)
        .increment();
  }
}
