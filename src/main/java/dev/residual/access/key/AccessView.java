package dev.residual.access.key;

import dev.residual.access.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who the sender of a request is. */
@Schema(name = "Access")
record AccessView(
    @Schema(description = "Whether clients need a key") boolean keyRequired,
    @Schema(description = "What the client may do; admin if no key is needed") Role role,
    @Schema(description = "The key that it sent; null if no key is needed")
        @Nullable KeyView key) {}
