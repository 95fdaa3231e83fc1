package dev.residual.webhook.client;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A message to a receiver.
 *
 * @param id the same in each attempt, so that a receiver knows a message that it has already
 * @param time when it is sent; receivers refuse messages that were recorded and sent again later
 * @param body JSON
 * @param secrets the valid secrets, newest first; each makes a signature
 */
public record OutgoingMessage(UUID id, Instant time, String body, List<WebhookSecret> secrets) {

  long timestamp() {
    return time.getEpochSecond();
  }

  /** Returns the signatures of all secrets, separated by spaces. */
  String signatures() {
    return secrets.stream()
        .map(secret -> secret.sign(id.toString(), timestamp(), body))
        .collect(joining(" "));
  }
}
