package dev.residual.webhook;

import org.junit.jupiter.api.Nested;

/** Runs the parts in one process, so that they share one application context. */
class DeliveryTests {

  @Nested
  class Events extends DeliveryOutboxTests {}

  @Nested
  class Retries extends DeliveryRetryTests {}

  @Nested
  class Changes extends WebhookChangeTests {}

  @Nested
  class Workers extends DeliveryWorkerTests {}
}
