package dev.residual.job;

import dev.residual.SettableClock;
import dev.residual.access.limit.LimitBeans;
import dev.residual.cluster.DatabaseMode;
import dev.residual.cluster.NodeSettings;
import dev.residual.dataset.Datasets;
import dev.residual.job.worker.OrphanedJobRescuer;
import dev.residual.model.ModelRegistry;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sets up {@link JobLifecycle} and {@link JobAttempts} on an in-memory database, with a clock that
 * the test advances and a mocked queue. Each call is a transaction of its own, as in the service.
 * Events are recorded for all tests, because only those with equal annotations share a context.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DataJpaTest(showSql = false)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@ImportAutoConfiguration({FlywayAutoConfiguration.class, JacksonAutoConfiguration.class})
@Import({
  JobLifecycle.class,
  JobAttempts.class,
  JobTransitions.class,
  QueueCapacity.class,
  JobEventLog.class,
  IdempotencyKeys.class,
  ModelRegistry.class,
  DatabaseMode.class,
  OrphanedJobRescuer.class,
  LimitBeans.class,
  JobLifecycleTest.Time.class
})
@EnableConfigurationProperties({QueueSettings.class, NodeSettings.class})
@MockitoBean(types = {JobQueue.class, Datasets.class})
@RecordApplicationEvents
public @interface JobLifecycleTest {

  /** Provides a clock that tests advance. */
  @TestConfiguration(proxyBeanMethods = false)
  class Time {

    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock();
    }
  }
}
