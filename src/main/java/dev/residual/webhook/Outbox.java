package dev.residual.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Takes the messages that are sent once the transaction that has caused them is committed. */
@Component
class Outbox {

  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final JsonMapper json;
  private final Clock clock;

  Outbox(Webhooks webhooks, Deliveries deliveries, JsonMapper json, Clock clock) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.json = json;
    this.clock = clock;
  }

  /** Writes a message for each webhook that wants it, in the caller's transaction. */
  void add(EventType type, EventData data) {
    List<Webhook> receivers =
        webhooks.findByEnabledTrue().stream().filter(webhook -> webhook.wants(type)).toList();
    if (receivers.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    String name = type.publicName();
    String payload = json.writeValueAsString(new Message(name, now, data));
    receivers.forEach(webhook -> deliveries.save(new Delivery(webhook.id(), name, payload, now)));
  }
}
