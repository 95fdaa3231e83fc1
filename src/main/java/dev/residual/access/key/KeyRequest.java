package dev.residual.access.key;

import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.web.PlainName;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /keys}. */
record KeyRequest(
    @Schema(
            description = "who or what will have it, for people; without control characters",
            example = "web shop")
        @NotNull(message = "must be given, so that the key can be told from others")
        @Size(min = 1, max = MAX_NAME, message = NAME_SIZE)
        @PlainName
        String name,
    @Schema(description = "what its holder may do")
        @NotNull(message = "must be one of viewer, predictor, trainer, admin, was not given")
        Role role,
    @Schema(
            description = "from when on it is not accepted; never by default",
            example = "2099-01-01T00:00:00Z")
        @Nullable Instant expiresAt,
    @Schema(description = "how much its holder may use, instead of the service's defaults") @Valid
        @Nullable Limits limits) {

  static final int MAX_NAME = 100;
  static final String NAME_SIZE = "must have between {min} and {max} characters";
}
