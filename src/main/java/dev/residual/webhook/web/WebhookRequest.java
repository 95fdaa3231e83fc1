package dev.residual.webhook.web;

import dev.residual.webhook.EventType;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /webhooks}.
 *
 * @param events null for all
 * @param secret null for a new one
 */
@Schema(name = "WebhookRequest")
record WebhookRequest(
    @Schema(description = URL, example = "https://example.com/hooks/residual")
        @NotNull(message = "must be given")
        @Size(min = 1, max = MAX_URL, message = URL_SIZE)
        String url,
    @Schema(description = "the events that the receiver is told of; all of them by default")
        @Size(min = 1, message = NO_EVENTS)
        @Nullable Set<@NotNull(message = "must be the name of an event") EventType> events,
    @Schema(
            description =
                "whsec_ and 24 to 64 random bytes in base64, as Standard Webhooks says; made by the"
                    + " service if there is none",
            example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
        @Nullable String secret) {

  static final int MAX_URL = 1000;
  static final String URL =
      "https, ASCII, port 443 or 8443, and a host with public addresses only, unless"
          + " residual.webhooks.allowed-hosts names it";
  static final String URL_SIZE = "must have between {min} and {max} characters";
  static final String NO_EVENTS = "must name an event; leave it out for all events";
}
