package dev.residual.webhook.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /webhooks/{id}/rotate-secret}. Every field is optional.
 *
 * @param secret the new secret; null for one that the service makes
 * @param overlapHours how long messages are also signed with the former secret
 */
@Schema(name = "SecretRotation")
record SecretRotation(
    @Schema(
            description =
                "whsec_ and 24 to 64 random bytes in base64; made by the service if there is none")
        @Nullable String secret,
    @Schema(
            description =
                "how many hours messages are also signed with the former secret; 0 if it is not"
                    + " secret any more",
            defaultValue = "24",
            example = "24")
        @Range(min = 0, max = 168, message = "must be between {min} and {max}")
        @Nullable Integer overlapHours) {

  static final SecretRotation EMPTY = new SecretRotation(null, null);

  private static final int DEFAULT_HOURS = 24;

  Duration overlap() {
    return Duration.ofHours(overlapHours == null ? DEFAULT_HOURS : overlapHours);
  }
}
