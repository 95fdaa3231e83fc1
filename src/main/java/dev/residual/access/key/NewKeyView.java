package dev.residual.access.key;

import dev.residual.access.Limits;
import dev.residual.access.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON representation of a key that was just made, which alone shows the key itself. */
@Schema(name = "NewKey")
record NewKeyView(
    UUID id,
    @Schema(description = "the key itself, which is shown only here") String key,
    String prefix,
    String name,
    Role role,
    Limits limits,
    Instant createdAt,
    @Schema(description = "null for never") @Nullable Instant expiresAt) {

  static NewKeyView of(KeyLifecycle.Created created) {
    ApiKey key = created.key();
    return new NewKeyView(
        key.id(),
        created.text().whole(),
        key.prefix(),
        key.name(),
        key.role(),
        key.limits(),
        key.createdAt(),
        key.expiresAt());
  }
}
