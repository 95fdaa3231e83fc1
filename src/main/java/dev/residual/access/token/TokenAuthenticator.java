package dev.residual.access.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.access.Caller;
import dev.residual.access.CallerSource;
import dev.residual.access.Limits;
import dev.residual.access.RefusedException;
import dev.residual.access.Role;
import dev.residual.web.Problem;
import dev.residual.web.UnicodeText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** Recognizes clients by signed tokens (JWT) of an OpenID Connect provider. */
final class TokenAuthenticator implements CallerSource {

  private static final Logger log = LoggerFactory.getLogger(TokenAuthenticator.class);

  /** Three parts in Base64 with dots between them. */
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
  private static final int MAX_REASON = 200;

  /**
   * How long after its end a token is accepted, because clocks differ. It is the default of Spring
   * Security, which the decoder has.
   */
  private static final Duration LEEWAY = Duration.ofSeconds(60);

  private static final Duration WARNING_PAUSE = Duration.ofMinutes(1);

  private final AtomicReference<Instant> warnedAt = new AtomicReference<>(Instant.MIN);
  private final JwtDecoder decoder;
  private final TokenRoles roles;
  private final String roleClaim;
  private final Clock clock;

  TokenAuthenticator(JwtDecoder decoder, TokenSettings settings, Clock clock) {
    this.decoder = decoder;
    this.clock = clock;
    roles = new TokenRoles(settings);
    roleClaim = settings.roleClaim();
  }

  @Override
  public Optional<Caller> find(String credentials) {
    return FORM.matcher(credentials).matches()
        ? Optional.of(caller(decode(credentials)))
        : Optional.empty();
  }

  @Override
  public boolean accepts(Caller caller) {
    Instant end = caller.tokenEnd();
    return end != null && clock.instant().isBefore(end);
  }

  private Jwt decode(String token) {
    try {
      return decoder.decode(token);
    } catch (BadJwtException e) {
      throw RefusedException.invalid(
          "invalid-token",
          "The token is not accepted: "
              + UnicodeText.shortened(String.valueOf(e.getMessage()), MAX_REASON));
    } catch (JwtException | IllegalArgumentException e) {
      // The provider's description or keys could not be read.
      warn(e);
      throw new RefusedException(
          Problem.of(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "token-issuer-unavailable",
                  "The issuer of the token cannot be asked for its keys. Retry in a few seconds.")
              .retryAfter(RETRY_AFTER));
    }
  }

  /** Anybody can send tokens, so that not each of them is worth a line. */
  private void warn(RuntimeException cause) {
    Instant now = clock.instant();
    Instant before = warnedAt.get();
    if (Duration.between(before, now).compareTo(WARNING_PAUSE) >= 0
        && warnedAt.compareAndSet(before, now)) {
      log.warn("A token could not be checked: {}", cause.getMessage());
    }
  }

  private Caller caller(Jwt token) {
    if (token.getExpiresAt() == null) {
      throw RefusedException.invalid(
          "invalid-token", "The token is not accepted: it has no exp, so it would never end.");
    }
    Role role = roles.find(token.getClaims()).orElseThrow(() -> withoutRole());
    return new Caller(
        id(String.valueOf(token.getIssuer()), token.getSubject()), role, Limits.NONE, end(token));
  }

  private static Instant end(Jwt token) {
    Instant end = Objects.requireNonNull(token.getExpiresAt());
    return end.isAfter(Instant.MAX.minus(LEEWAY)) ? Instant.MAX : end.plus(LEEWAY);
  }

  /** Returns the same id for each token of a subject, so that what it makes stays its own. */
  private static UUID id(String issuer, @Nullable String subject) {
    if (subject == null) {
      throw RefusedException.invalid("invalid-token", "The token is not accepted: it has no sub.");
    }
    return UUID.nameUUIDFromBytes((issuer + " " + subject).getBytes(UTF_8));
  }

  private RefusedException withoutRole() {
    return new RefusedException(
        Problem.of(
            HttpStatus.FORBIDDEN,
            "token-without-role",
            String.format(
                Locale.ROOT,
                "The claim %s of the token has no role of this service: viewer, predictor, trainer"
                    + " or admin.",
                roleClaim)));
  }
}
