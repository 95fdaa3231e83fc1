package dev.residual.access.key;

import dev.residual.access.Limits;
import dev.residual.web.Cursor;
import dev.residual.web.Link;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The REST endpoints of keys. */
@RestController
@RequestMapping(KeyController.PATH)
@Tag(name = "Access", description = "The keys of clients, and what they changed")
class KeyController {

  static final String PATH = "/keys";

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final KeyLifecycle lifecycle;
  private final ApiKeys table;
  private final KeyMerge merge;
  private final KnownKeys known;
  private final Clock clock;

  KeyController(
      KeyLifecycle lifecycle, ApiKeys table, KeyMerge merge, KnownKeys known, Clock clock) {
    this.lifecycle = lifecycle;
    this.merge = merge;
    this.table = table;
    this.known = known;
    this.clock = clock;
  }

  @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @KeyOperations.Create
  ResponseEntity<NewKeyView> create(@RequestBody @Valid KeyRequest request) {
    Instant expiresAt = expiry(request.expiresAt());
    Limits limits = request.limits() == null ? Limits.NONE : request.limits();
    NewKeyView created =
        NewKeyView.of(lifecycle.create(request.name(), request.role(), limits, expiresAt));
    known.refresh(created.id());
    return ResponseEntity.created(new Link(PATH + "/" + created.id()).uri())
        .cacheControl(CacheControl.noStore())
        .body(created);
  }

  @PatchMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  @KeyOperations.Change
  KeyView change(@PathVariable UUID id, @RequestBody JsonNode body) {
    ObjectNode patch = merge.requireChange(body);
    ApiKey changed = lifecycle.change(id, before -> merged(patch, before));
    known.refresh(id);
    return KeyView.of(changed);
  }

  /** A key that expired may keep its expiry, but a new one has to be in the future. */
  private KeyPatch merged(ObjectNode patch, KeyPatch before) {
    KeyPatch after = merge.apply(patch, before);
    return Objects.equals(after.expiresAt(), before.expiresAt())
        ? after
        : new KeyPatch(after.name(), expiry(after.expiresAt()), after.limits());
  }

  /** Returns the time in microseconds, which is what databases store. */
  private @Nullable Instant expiry(@Nullable Instant given) {
    if (given == null) {
      return null;
    }
    if (!given.isAfter(clock.instant()) || given.isAfter(LATEST)) {
      throw Problem.refused(
          "expiresAt", "must be in the future, and at most " + LATEST + ", was " + given);
    }
    return given.truncatedTo(ChronoUnit.MICROS);
  }

  @GetMapping
  @KeyOperations.ListAll
  Page<KeyView> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return Page.of(
        table.newest(limit + 1, Cursor.parse(cursor)),
        limit,
        key -> new Cursor(key.createdAt(), key.id()),
        KeyView::of);
  }

  @DeleteMapping("/{id}")
  @KeyOperations.Revoke
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@PathVariable UUID id) {
    lifecycle.revoke(id);
    known.refresh(id);
  }
}
