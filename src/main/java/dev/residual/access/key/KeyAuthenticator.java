package dev.residual.access.key;

import dev.residual.access.Caller;
import dev.residual.access.CallerSource;
import dev.residual.access.RefusedException;
import dev.residual.access.key.ApiKeys.Known;
import dev.residual.web.Problem;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Recognizes clients by their keys. */
@Component
class KeyAuthenticator implements CallerSource {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** Is compared with the digest of an unknown key, which then takes as long as a known one. */
  private static final byte[] NOBODY = new byte[32];

  private final KnownKeys keys;
  private final KeyUses uses;
  private final Clock clock;

  KeyAuthenticator(KnownKeys keys, KeyUses uses, Clock clock) {
    this.keys = keys;
    this.uses = uses;
    this.clock = clock;
  }

  @Override
  public Optional<Caller> find(String credentials) {
    return KeyText.parse(credentials).map(this::caller);
  }

  @Override
  public boolean accepts(Caller caller) {
    return keys.find(caller.id())
        .filter(key -> !key.isRevoked() && !key.isExpired(clock.instant()))
        .isPresent();
  }

  private Caller caller(KeyText text) {
    Known known = keys.find(text.prefix()).orElse(null);
    boolean same = MessageDigest.isEqual(known == null ? NOBODY : known.sha256(), text.sha256());
    if (known == null || !same) {
      throw keys.isCurrent()
          ? RefusedException.invalid("invalid-key", "This key is not known. Ask an admin for one.")
          : new RefusedException(unavailable());
    }
    ApiKey key = known.key();
    Instant now = clock.instant();
    if (key.isRevoked()) {
      throw RefusedException.invalid(
          "key-revoked", "This key was revoked. Ask an admin for another one.");
    }
    if (key.isExpired(now)) {
      throw RefusedException.invalid(
          "key-expired",
          String.format(
              Locale.ROOT,
              "This key expired at %s. Ask an admin for another one.",
              key.expiresAt()));
    }
    uses.note(key.id(), now);
    return new Caller(key.id(), key.role(), key.limits());
  }

  private static Problem unavailable() {
    return Problem.of(
            HttpStatus.SERVICE_UNAVAILABLE,
            "database-unavailable",
            "The key is not known here, and the database cannot be asked. Retry in a few seconds.")
        .retryAfter(RETRY_AFTER);
  }
}
