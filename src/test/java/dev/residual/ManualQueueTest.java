package dev.residual;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;

/** Starts the service without a worker, so that only the test runs queued jobs. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResidualTest
@TestPropertySource(
    properties = {"spring.datasource.url=jdbc:h2:mem:quiet;DB_CLOSE_DELAY=-1", "residual.role=api"})
public @interface ManualQueueTest {}
