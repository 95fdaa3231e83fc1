package dev.residual.web;

import dev.residual.cluster.NodeSettings;
import java.io.IOException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.web.filter.OncePerRequestFilter;

/** What all endpoints share, without the endpoints of the service. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(NodeSettings.class)
@ComponentScan(
    basePackages = {"dev.residual.web", "dev.residual.ui"},
    excludeFilters = @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class))
class WebAlone {

  @Bean
  OncePerRequestFilter failingFilter() {
    return new OncePerRequestFilter() {
      @Override
      protected void doFilterInternal(
          jakarta.servlet.http.HttpServletRequest request,
          jakarta.servlet.http.HttpServletResponse response,
          jakarta.servlet.FilterChain chain)
          throws IOException, jakarta.servlet.ServletException {
        if (request.getRequestURI().equals("/failing-filter")) {
          throw new IllegalStateException("the secret of the filter");
        }
        chain.doFilter(request, response);
      }
    };
  }

  /** The form of errors below {@code /plain}. */
  @Bean
  ErrorForm plainErrors() {
    return new ErrorForm() {
      @Override
      public boolean appliesTo(String path) {
        return path.startsWith("/plain/");
      }

      @Override
      public Object body(String detail) {
        return java.util.Map.of("error", detail);
      }
    };
  }
}
