package dev.residual.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.access.RefusedException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.JwtException;

class TokenAuthenticatorTests {

  private final TokenAuthenticator tokens =
      new TokenAuthenticator(
          token -> {
            throw new JwtException("the provider is away");
          },
          new TokenSettings("roles", Map.of()));

  @Test
  void providerThatIsAwayIsNotTheClientsFault() {
    assertThatThrownBy(() -> tokens.find("a.b.c"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.problem().getStatusCode())
                    .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
  }

  @Test
  void keyIsNoToken() {
    assertThat(tokens.find("rsd_abcdefgh_" + "0".repeat(43))).isEmpty();
    assertThat(tokens.find("")).isEmpty();
    assertThat(tokens.find("a.b")).isEmpty();
  }
}
