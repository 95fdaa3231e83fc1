package dev.residual.access.audit;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoint of the audit log. */
@RestController
@Tag(name = "Access")
class AuditController {

  private final AuditLog log;

  AuditController(AuditLog log) {
    this.log = log;
  }

  @GetMapping("/audit")
  @Operation(
      operationId = "listAudit",
      summary = "List who changed what and who was refused, newest first",
      description =
          "A change has an entry if and only if it was made. Of refused requests, each node records"
              + " so many a minute as residual.access.audit.max-refusals says.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  Page<AuditEntry> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return Page.of(
        log.newest(limit + 1, Cursor.parse(cursor)),
        limit,
        entry -> new Cursor(entry.at(), entry.id()),
        entry -> entry);
  }
}
