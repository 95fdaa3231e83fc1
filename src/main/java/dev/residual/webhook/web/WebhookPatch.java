package dev.residual.webhook.web;

import dev.residual.webhook.EventType;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PATCH /webhooks/{id}}. A field that is null stays as it is.
 *
 * @param enabled false keeps messages back and writes no new ones
 */
@Schema(name = "WebhookPatch")
record WebhookPatch(
    @Schema(description = WebhookRequest.URL, example = "https://example.com/hooks/other")
        @Size(min = 1, max = WebhookRequest.MAX_URL, message = WebhookRequest.URL_SIZE)
        @Nullable String url,
    @Schema(description = "the events that the receiver is told of from now on")
        @Size(min = 1, message = WebhookRequest.NO_EVENTS)
        @Nullable Set<@NotNull(message = "must be the name of an event") EventType> events,
    @Schema(description = "false keeps messages back and writes no new ones", example = "true")
        @Nullable Boolean enabled) {

  boolean isEmpty() {
    return url == null && events == null && enabled == null;
  }
}
