package dev.residual.access.key;

import dev.residual.access.Caller;
import dev.residual.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells a client who it is, so that a page can check a key and show what its user may do. */
@RestController
@Tag(name = "Access")
class AccessController {

  private final ApiKeys table;

  AccessController(ApiKeys table) {
    this.table = table;
  }

  @GetMapping(path = "/access", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getAccess",
      summary = "Get the role of the key that was sent",
      description = "Without a key, 401 says that one is needed.")
  @ApiResponse(responseCode = "200")
  ResponseEntity<AccessView> access() {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(view());
  }

  private AccessView view() {
    return Caller.current()
        .map(
            caller ->
                new AccessView(
                    true, caller.role(), table.find(caller.id()).map(KeyView::of).orElse(null)))
        .orElseGet(() -> new AccessView(false, Role.ADMIN, null));
  }
}
