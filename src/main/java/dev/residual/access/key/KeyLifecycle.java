package dev.residual.access.key;

import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.web.Problem;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes, changes and revokes keys. Each method is one transaction. */
@Component
@Transactional
class KeyLifecycle {

  /**
   * A key that was just made.
   *
   * @param text the key itself, which is not stored
   */
  record Created(ApiKey key, KeyText text) {}

  private final ApiKeys table;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  KeyLifecycle(ApiKeys table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  public Created create(String name, Role role, Limits limits, @Nullable Instant expiresAt) {
    KeyText text = KeyText.random(random);
    return new Created(add(text, name, role, limits, expiresAt), text);
  }

  /** Adds the key of an admin that was made elsewhere. */
  public void addAdmin(KeyText text, String name) {
    add(text, name, Role.ADMIN, Limits.NONE, null);
  }

  private ApiKey add(
      KeyText text, String name, Role role, Limits limits, @Nullable Instant expiresAt) {
    ApiKey key =
        new ApiKey(
            UUID.randomUUID(),
            text.prefix(),
            name,
            role,
            limits,
            clock.instant(),
            expiresAt,
            null,
            null);
    table.insert(key, text);
    return key;
  }

  /**
   * Changes the name, the expiry or the limits of a key.
   *
   * @param change returns what they shall be
   * @throws Problem 404 if no key has this id; 409 if it was revoked, or if no admin would be left
   */
  public ApiKey change(UUID id, UnaryOperator<KeyPatch> change) {
    table.lock();
    ApiKey key = table.find(id).orElseThrow(() -> unknown(id));
    if (key.isRevoked()) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "key-already-revoked",
          "The key was revoked for good. Create another one instead.");
    }
    KeyPatch after = change.apply(KeyPatch.of(key));
    Instant expiresAt = after.expiresAt();
    if (key.role() == Role.ADMIN
        && expiresAt != null
        && !expiresAt.equals(key.expiresAt())
        && !table.hasOtherAdmin(id, expiresAt)) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "last-admin-key",
          "No other key of an admin will be valid then. Create one first.");
    }
    table.update(id, Objects.requireNonNull(after.name()), expiresAt, limits(after));
    return table.find(id).orElseThrow(() -> unknown(id));
  }

  private static Limits limits(KeyPatch key) {
    return key.limits() == null ? Limits.NONE : key.limits();
  }

  /**
   * Revokes a key for good. The call is idempotent.
   *
   * @throws Problem 404 if no key has this id; 409 if no admin would be left
   */
  public void revoke(UUID id) {
    table.lock();
    ApiKey key = table.find(id).orElseThrow(() -> unknown(id));
    Instant now = clock.instant();
    if (key.role() == Role.ADMIN
        && !key.isRevoked()
        && !key.isExpired(now)
        && !table.hasOtherAdmin(id, now)) {
      throw Problem.of(
          HttpStatus.CONFLICT,
          "last-admin-key",
          "No other key of an admin is valid. Create one first.");
    }
    table.revoke(id, now);
  }

  private static Problem unknown(UUID id) {
    return Problem.of(
        HttpStatus.NOT_FOUND,
        "no-such-key",
        String.format(Locale.ROOT, "No key has the id %s", id));
  }
}
