package dev.residual.webhook;

import dev.residual.web.JsonConverter;
import jakarta.persistence.Converter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last attempts to deliver a message.
 *
 * @param attempts in their order
 */
record AttemptLog(List<DeliveryAttempt> attempts) {

  /** A client may have a message sent again for ever, and the column has an end. */
  private static final int MAX_ATTEMPTS = 20;

  static final AttemptLog EMPTY = new AttemptLog(List.of());

  AttemptLog plus(DeliveryAttempt attempt) {
    List<DeliveryAttempt> all = new ArrayList<>(attempts);
    all.add(attempt);
    return new AttemptLog(
        List.copyOf(all.subList(Math.max(0, all.size() - MAX_ATTEMPTS), all.size())));
  }

  /** Stores the attempts as JSON. */
  @Converter
  static class Column extends JsonConverter<AttemptLog> {
    Column(JsonMapper json) {
      super(json, AttemptLog.class);
    }
  }
}
