package dev.residual.web.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Answers browsers which ask whether a page of another origin may use this service. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CorsSettings.class)
class CrossOriginConfiguration {

  /** After the filter that reads the headers of proxies, and before all that can refuse. */
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

  private static final Duration MAX_AGE = Duration.ofHours(1);

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  private static final List<String> READABLE_HEADERS =
      List.of(
          HttpHeaders.LOCATION,
          HttpHeaders.RETRY_AFTER,
          HttpHeaders.CONTENT_DISPOSITION,
          HttpHeaders.CONTENT_RANGE,
          HttpHeaders.ETAG,
          HttpHeaders.WWW_AUTHENTICATE,
          "X-Request-Id",
          "Idempotency-Replayed",
          "Inference-Header-Content-Length",
          "RateLimit",
          "RateLimit-Policy");

  @Bean
  FilterRegistrationBean<CorsFilter> corsFilter(CorsSettings settings) {
    FilterRegistrationBean<CorsFilter> registration =
        new FilterRegistrationBean<>(new VaryingCorsFilter(settings));
    registration.setOrder(ORDER);
    registration.setEnabled(!settings.origins().isEmpty());
    return registration;
  }

  /**
   * Says also in answers to other origins that they depend on the origin, which Spring leaves out.
   */
  private static final class VaryingCorsFilter extends CorsFilter {

    private final CorsSettings settings;

    VaryingCorsFilter(CorsSettings settings) {
      super(source(settings));
      this.settings = settings;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      if (!settings.allows(request.getHeader(HttpHeaders.ORIGIN))) {
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      }
      super.doFilterInternal(request, response, chain);
    }
  }

  /**
   * A request of another origin has no configuration and is handled as without CORS. Spring would
   * refuse it, also where a proxy makes the service's own pages look like those of another origin.
   */
  private static CorsConfigurationSource source(CorsSettings settings) {
    var allowed = new CorsConfiguration();
    allowed.setAllowedOrigins(settings.origins());
    allowed.setAllowedMethods(METHODS);
    allowed.addAllowedHeader(CorsConfiguration.ALL);
    allowed.setExposedHeaders(READABLE_HEADERS);
    allowed.setMaxAge(MAX_AGE);
    return request -> settings.allows(request.getHeader(HttpHeaders.ORIGIN)) ? allowed : null;
  }
}
