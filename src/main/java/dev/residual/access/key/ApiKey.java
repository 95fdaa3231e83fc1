package dev.residual.access.key;

import dev.residual.access.Limits;
import dev.residual.access.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key that was made.
 *
 * @param prefix the part of the key that is not secret
 * @param name what its holder is called, for people
 * @param limits how much its holder may use; what is null is as the service's settings have it
 * @param expiresAt from when on it is not accepted; null for never
 * @param revokedAt since when it is not accepted; null if it was not revoked
 * @param lastUsedAt about when a request had it last; null if none had
 */
record ApiKey(
    UUID id,
    String prefix,
    String name,
    Role role,
    Limits limits,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  boolean isRevoked() {
    return revokedAt != null;
  }

  boolean isExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
