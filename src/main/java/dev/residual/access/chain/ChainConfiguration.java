package dev.residual.access.chain;

import dev.residual.access.AccessControl;
import dev.residual.access.CallerSource;
import dev.residual.access.audit.AuditFilter;
import dev.residual.access.audit.RefusalAudit;
import dev.residual.access.limit.PredictionLimitFilter;
import dev.residual.access.limit.PredictionLimits;
import dev.residual.web.AnswerHeaders;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** The filters that each request passes: headers, audit, key, role, limits. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class ChainConfiguration {

  /** Swagger UI sets styles in its scripts, and has small images inside its styles. */
  private static final String SWAGGER_UI_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " frame-ancestors 'none'";

  @Bean
  SecurityFilterChain filters(
      HttpSecurity http,
      AccessControl access,
      List<CallerSource> sources,
      RefusalAnswers refusals,
      RefusalAudit refusalAudit,
      PredictionLimits limits,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    // A browser sends no cookie, and no key by itself, so that no page can use one of its user's.
    http.csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(it -> it.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .headers(it -> headers(it, access.isOpen()))
        .exceptionHandling(
            it -> it.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .addFilterAfter(new AuditFilter(refusalAudit), HeaderWriterFilter.class)
        .addFilterAfter(new PredictionLimitFilter(limits, problems), AuthorizationFilter.class);
    if (access.isOpen()) {
      http.authorizeHttpRequests(it -> it.anyRequest().permitAll());
    } else {
      http.addFilterBefore(new CallerFilter(sources, refusals), AnonymousAuthenticationFilter.class)
          .authorizeHttpRequests(it -> it.anyRequest().access(new RuleAuthorization()));
    }
    return http.build();
  }

  /** A header that an endpoint has set is left as it is. */
  private static void headers(HeadersConfigurer<HttpSecurity> headers, boolean open) {
    headers
        .defaultsDisabled()
        .addHeaderWriter(
            new DelegatingRequestMatcherHeaderWriter(
                PathPatternRequestMatcher.withDefaults().matcher("/swagger-ui/**"),
                new StaticHeadersWriter("Content-Security-Policy", SWAGGER_UI_POLICY)))
        .addHeaderWriter(AnswerHeaders::complete);
    if (!open) {
      headers.addHeaderWriter(
          (request, response) -> response.addHeader("Vary", "Authorization, X-API-Key"));
    }
  }

  /**
   * Spring Security would time each filter and each decision, which took a tenth of the time in
   * Java of a prediction. The request as a whole is timed anyway, and refusals are audited.
   */
  @Bean
  SecurityObservationSettings observations() {
    return SecurityObservationSettings.noObservations();
  }

  /** Lets each request pass to where it is answered by name; the rules know the same paths. */
  @Bean
  HttpFirewall firewall() {
    return new PermissiveHttpFirewall();
  }
}
