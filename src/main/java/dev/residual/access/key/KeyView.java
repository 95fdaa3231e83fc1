package dev.residual.access.key;

import dev.residual.access.Limits;
import dev.residual.access.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON representation of a key, which does not show the key itself. */
@Schema(name = "Key")
record KeyView(
    UUID id,
    @Schema(description = "the part of the key that is not secret", example = "k3x9d0qa")
        String prefix,
    String name,
    Role role,
    Limits limits,
    Instant createdAt,
    @Schema(description = "null for never") @Nullable Instant expiresAt,
    @Schema(description = "null if it was not revoked") @Nullable Instant revokedAt,
    @Schema(description = "to the minute; null if it was not used") @Nullable Instant lastUsedAt) {

  static KeyView of(ApiKey key) {
    return new KeyView(
        key.id(),
        key.prefix(),
        key.name(),
        key.role(),
        key.limits(),
        key.createdAt(),
        key.expiresAt(),
        key.revokedAt(),
        key.lastUsedAt());
  }
}
