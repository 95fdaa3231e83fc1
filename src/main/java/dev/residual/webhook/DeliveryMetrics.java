package dev.residual.webhook;

import dev.residual.webhook.client.SendResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.stereotype.Component;

/** Measures the attempts to deliver messages. */
@Component
class DeliveryMetrics {

  private final Timer delivered;
  private final Timer failed;

  DeliveryMetrics(MeterRegistry meters) {
    delivered = attempts("delivered", meters);
    failed = attempts("failed", meters);
  }

  private static Timer attempts(String outcome, MeterRegistry meters) {
    return Timer.builder("residual.webhook.attempts")
        .description("Attempts to deliver a message to a webhook")
        .tag("outcome", outcome)
        .register(meters);
  }

  void count(SendResult result) {
    (result.succeeded() ? delivered : failed).record(result.duration());
  }
}
