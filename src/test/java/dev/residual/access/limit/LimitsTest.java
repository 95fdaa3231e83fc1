package dev.residual.access.limit;

import dev.residual.SettableClock;
import dev.residual.access.KeyClient;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * Starts the whole service, which asks for keys and limits each client, with an in-memory database,
 * without a worker, and with a clock that tests advance.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    properties = {
      "residual.access.mode=keys",
      "residual.access.admin-key-file=target/test-limits-${test.fork:1}/admin.key",
      "residual.access.limits.images-per-second=10",
      "residual.access.limits.concurrent-predictions=2",
      "residual.access.limits.unfinished-jobs=2",
      "residual.access.limits.stored-bytes=100KB",
      "residual.role=api",
      "residual.artifacts.folder=target/test-limits-${test.fork:1}/artifacts",
      "residual.dataset.download=false",
      "residual.serving.precision=fp32",
      "spring.datasource.url=jdbc:h2:mem:limits;DB_CLOSE_DELAY=-1"
    })
@AutoConfigureMockMvc
@Import({KeyClient.class, LimitsTest.Time.class})
public @interface LimitsTest {

  /** Provides the clock. */
  @TestConfiguration(proxyBeanMethods = false)
  class Time {

    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock();
    }
  }
}
