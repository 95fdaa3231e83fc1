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
        Timer.builder("residual.predict.queue")
            .description("How long requests wait until their batch is computed")
            .publishPercentileHistogram()
            .register(meters);
  }

  /**
   * @param waiting pictures that wait
   */
  void watch(Supplier<Number> waiting) {
    Gauge.builder("residual.predict.waiting", waiting)
        .description("Pictures that wait")
        .register(meters);
  }

  void waited(long nanos) {
    queue.record(nanos, TimeUnit.NANOSECONDS);
  }

  void computed(UUID model, int pictures, long nanos) {
    String id = model.toString();
    Timer.builder("residual.predict.compute")
        .description("How long batches are computed")
        .tag(MODEL, id)
        .publishPercentileHistogram()
        .register(meters)
        .record(nanos, TimeUnit.NANOSECONDS);
    DistributionSummary.builder("residual.predict.batch")
        .description("Pictures in a batch")
        .tag(MODEL, id)
        .register(meters)
        .record(pictures);
    Counter.builder("residual.predict.pictures")
        .description("Pictures named")
        .tag(MODEL, id)
        .register(meters)
        .increment(pictures);
  }

  /**
   * @param reason {@code full}, {@code late}, or {@code gone} if it was the client that gave up
   */
  void refused(String reason) {
    Counter.builder("residual.predict.refused")
        .description("Requests answered 503, or whose client has gone")
        .tag("reason", reason)
        .register(meters)
        .increment();
  }
}
