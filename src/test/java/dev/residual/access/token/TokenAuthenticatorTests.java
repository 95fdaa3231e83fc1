package dev.residual.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.SettableClock;
import dev.residual.access.Caller;
import dev.residual.access.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;

@ExtendWith(OutputCaptureExtension.class)
class TokenAuthenticatorTests {

  private final TokenAuthenticator tokens =
      new TokenAuthenticator(
          token -> {
            throw new JwtException("the provider is away");
          },
          new TokenSettings("roles", Map.of()),
          new SettableClock());

  @Test
  void providerThatIsAwayIsNotTheClientsFault(CapturedOutput output) {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> tokens.find("a.b.c"))
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused ->
                  assertThat(refused.problem().getStatusCode())
                      .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
    }
    assertThat(output).as("a log that nobody can fill").containsOnlyOnce("the provider is away");
  }

  @Test
  void keyIsNoToken() {
    assertThat(tokens.find("rsd_abcdefgh_" + "0".repeat(43))).isEmpty();
    assertThat(tokens.find("")).isEmpty();
    assertThat(tokens.find("a.b")).isEmpty();
  }

  @Test
  void tokenIsAcceptedAMinuteLongerThanItsEndAsByEachRequest() {
    SettableClock clock = new SettableClock();
    Jwt.Builder token =
        Jwt.withTokenValue("a.b.c")
            .header("alg", "none")
            .issuer("http://issuer")
            .subject("ann")
            .claim("roles", "viewer");
    Jwt ending = token.expiresAt(clock.instant().plusSeconds(10)).build();
    Jwt late = token.expiresAt(Instant.MAX).build();
    TokenSettings settings = new TokenSettings("roles", Map.of());
    TokenAuthenticator first = new TokenAuthenticator(sent -> ending, settings, clock);
    TokenAuthenticator second = new TokenAuthenticator(sent -> late, settings, clock);
    Caller caller = first.find("a.b.c").orElseThrow();

    clock.advance(Duration.ofMillis(69_999));
    assertThat(first.accepts(caller)).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(first.accepts(caller)).isFalse();
    assertThat(second.accepts(second.find("a.b.c").orElseThrow())).isTrue();
    assertThat(first.accepts(new Caller(caller.id(), caller.role()))).as("a key").isFalse();
  }
}
