package dev.residual.web.request;

import dev.residual.web.Download;
import dev.residual.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Limits how many files are downloaded at the same time. A download has a thread of the web server,
 * which waits as often as its client is slower than the disk.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransferSettings.class)
class DownloadLimit implements HandlerInterceptor {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  /** The request attribute of a download that is counted. */
  private static final String COUNTED = DownloadLimit.class.getName();

  private final int max;
  private final Semaphore free;

  DownloadLimit(TransferSettings settings) {
    max = settings.maxDownloads();
    free = new Semaphore(max);
  }

  @Bean
  WebMvcConfigurer limitDownloads() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(DownloadLimit.this);
      }
    };
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (isDownload(request, handler)) {
      if (!free.tryAcquire()) {
        throw Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-downloads",
                String.format(
                    Locale.ROOT,
                    "%d files are being downloaded, as many as residual.web.transfer.max-downloads allows",
                    max))
            .retryAfter(RETRY_AFTER);
      }
      request.setAttribute(COUNTED, true);
    }
    return true;
  }

  private static boolean isDownload(HttpServletRequest request, Object handler) {
    return handler instanceof HandlerMethod method
        && method.hasMethodAnnotation(Download.class)
        && !request.getMethod().equals(HttpMethod.HEAD.name());
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception e) {
    if (request.getAttribute(COUNTED) != null) {
      request.removeAttribute(COUNTED);
      free.release();
    }
  }
}
