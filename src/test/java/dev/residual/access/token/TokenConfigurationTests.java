package dev.residual.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.SettableClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class TokenConfigurationTests {

  private static final JwtDecoder DECODER =
      token -> {
        throw new BadJwtException(token);
      };

  private final TokenSettings settings = new TokenSettings("roles", Map.of());
  private final OAuth2ResourceServerProperties provider = new OAuth2ResourceServerProperties();

  /** Tokens that the provider has issued for other services would be accepted. */
  @Test
  void providerWithoutAnAudienceStopsTheStart() {
    assertThatThrownBy(
            () -> new TokenConfiguration().tokens(DECODER, settings, provider, new SettableClock()))
        .hasMessageContaining("spring.security.oauth2.resourceserver.jwt.audiences");

    provider.getJwt().setAudiences(List.of("residual"));
    assertThat(new TokenConfiguration().tokens(DECODER, settings, provider, new SettableClock()))
        .isNotNull();
  }
}
