package dev.residual.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;

/**
 * Starts the whole service, which asks every client for a key, with an in-memory database and
 * without a worker.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "residual.access.mode=keys",
      "residual.access.admin-key-file=target/test-keys-${test.fork:1}/admin.key",
      "residual.access.audit.max-refusals=1000000",
      "residual.role=api",
      "residual.web.allowed-hosts=ml.example.com",
      "server.forward-headers-strategy=framework",
      "residual.artifacts.folder=target/test-keys-${test.fork:1}/artifacts",
      "residual.dataset.download=false",
      "residual.serving.precision=fp32",
      "spring.datasource.url=jdbc:h2:mem:keys;DB_CLOSE_DELAY=-1"
    })
@AutoConfigureMockMvc
@Import(KeyClient.class)
public @interface KeysTest {}
