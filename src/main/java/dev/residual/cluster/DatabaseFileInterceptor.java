package dev.residual.cluster;

import dev.residual.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Answers all requests with 503 if the file of the embedded database was removed, because the data
 * of accepted requests would be lost.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseFileInterceptor implements HandlerInterceptor {

  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  /** Keeps what it has found, because to look for a bean takes longer than to ask for the file. */
  private final SingletonSupplier<DatabaseFile> file;

  DatabaseFileInterceptor(ObjectProvider<DatabaseFile> file) {
    this.file = SingletonSupplier.ofNullable(file::getIfAvailable);
  }

  @Bean
  WebMvcConfigurer refuseWithoutDatabaseFile() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(DatabaseFileInterceptor.this);
      }
    };
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Optional.ofNullable(file.get()) // a part of the service may have no database
        .flatMap(DatabaseFile::lost)
        .ifPresent(
            path -> {
              throw Problem.of(
                      HttpStatus.SERVICE_UNAVAILABLE,
                      "database-unavailable",
                      String.format(
                          Locale.ROOT,
                          "The file of the database, %s, was removed or replaced. Put it back, or restart the service",
                          path.getFileName()))
                  .retryAfter(RETRY_AFTER);
            });
    return true;
  }
}
