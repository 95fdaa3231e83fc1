package dev.residual.access.key;

import dev.residual.access.Limits;
import dev.residual.web.PlainName;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can be changed of a key. The body of {@code PATCH /keys/{id}} has some of it, and is merged
 * into what there is, as RFC 7396 says: a field that is left out stays, and null removes an expiry
 * or a limit.
 */
@Schema(name = "KeyPatch")
@SuppressWarnings("MultipleNullnessAnnotations") // a client may send null, which is refused
record KeyPatch(
    @Schema(
            description = "who or what has it, for people; without control characters",
            example = "web shop")
        @NotNull(message = "must have a name; leave it out to keep it")
        @Size(min = 1, max = KeyRequest.MAX_NAME, message = KeyRequest.NAME_SIZE)
        @PlainName
        @Nullable String name,
    @Schema(
            description = "from when on it is not accepted; null for never",
            example = "2099-01-01T00:00:00Z")
        @Nullable Instant expiresAt,
    @Schema(description = "those that are left out stay; null for all those of the settings") @Valid
        @Nullable Limits limits) {

  /** Returns what can be changed of a key as it is. */
  static KeyPatch of(ApiKey key) {
    return new KeyPatch(key.name(), key.expiresAt(), key.limits());
  }
}
