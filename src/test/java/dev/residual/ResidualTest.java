package dev.residual;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;

/**
 * Starts the whole service with an in-memory database. All tests with this annotation share one
 * service.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:residual;DB_CLOSE_DELAY=-1",
      "residual.artifacts.folder=target/test-artifacts-${test.fork:1}",
      "residual.dataset.download=false",
      "residual.queue.poll-interval=100ms",
      "residual.queue.progress-interval=50ms",
      "residual.serving.precision=fp32",
      "residual.webhooks.allowed-hosts=127.0.0.1",
      "residual.feedback.enabled=true",
      "residual.feedback.images=labeled"
    })
@AutoConfigureMockMvc
public @interface ResidualTest {}
