package dev.residual.access.token;

import dev.residual.access.CallerSource;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.client.RestTemplate;

/** Takes tokens if the settings name a provider. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TokenConfiguration.ISSUER)
class TokenConfiguration {

  static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * Returns what recognizes tokens.
   *
   * @throws IllegalStateException if no audience is set: a token that the provider has issued for
   *     another service would be accepted
   */
  @Bean
  CallerSource tokens(
      JwtDecoder decoder,
      TokenSettings settings,
      OAuth2ResourceServerProperties provider,
      Clock clock) {
    if (provider.getJwt().getAudiences().isEmpty()) {
      throw new IllegalStateException(
          "Set spring.security.oauth2.resourceserver.jwt.audiences to the name of this service, so"
              + " that tokens for other services are not accepted.");
    }
    return new TokenAuthenticator(decoder, settings, clock);
  }

  /** A provider that hangs must not hold requests for long, nor a client make us flood it. */
  @Bean
  JwkSetUriJwtDecoderBuilderCustomizer providerLimits(Clock clock) {
    SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
    requests.setConnectTimeout(TIMEOUT);
    requests.setReadTimeout(TIMEOUT);
    return builder ->
        builder.restOperations(new RestTemplate(requests)).cache(new ProviderKeys(clock));
  }
}
