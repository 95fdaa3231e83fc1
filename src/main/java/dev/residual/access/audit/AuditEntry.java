package dev.residual.access.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A change that was made, or a request that was refused. */
record AuditEntry(
    UUID id,
    Instant at,
    @Schema(description = "the key that the client sent; null without a valid one")
        @Nullable UUID keyId,
    @Schema(description = "the client's address", example = "192.0.2.7") String address,
    @Schema(description = "the method of the request", example = "DELETE") String verb,
    @Schema(description = "the path of the request") String target,
    @Schema(
            description = "401 or 403 of a request that was refused; null for a change",
            example = "403")
        @Nullable Integer status,
    @Schema(description = "the X-Request-Id of the request and its answer") String requestId) {}
