package dev.residual.feedback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Counts what is recorded of predictions, and what is not. */
@Component
class FeedbackMetrics {

  private final MeterRegistry meters;
  private final Counter recorded;
  private final Counter dropped;
  private final Counter imagesDropped;
  private final Counter feedback;

  FeedbackMetrics(MeterRegistry meters) {
    this.meters = meters;
    recorded = counter("recorded", "Predictions that were written to the database");
    dropped = counter("dropped", "Predictions that were answered, but could not be recorded");
    imagesDropped = counter("images.dropped", "Images that could not be kept");
    feedback = counter("received", "Predictions whose truth was told");
  }

  private Counter counter(String name, String description) {
    return Counter.builder("residual.feedback." + name).description(description).register(meters);
  }

  void registerGauge(Supplier<Number> waiting) {
    Gauge.builder("residual.feedback.pending", waiting)
        .description("Predictions that wait to be written to the database")
        .register(meters);
  }

  void countRecorded(int predictions) {
    recorded.increment(predictions);
  }

  void countDropped(int predictions) {
    dropped.increment(predictions);
  }

  void countImageDropped() {
    imagesDropped.increment();
  }

  void countFeedback() {
    feedback.increment();
  }
}
