package dev.residual.job;

import dev.residual.access.AcceptedCallers;
import dev.residual.access.limit.LimitBeans;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.dataset.Datasets;
import dev.residual.model.ModelRegistry;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/**
 * The events of jobs behind a real server, on a database in memory. The test is the worker. A
 * connection takes few bytes that its client does not read.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    classes = JobServerTest.Server.class,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:job-server;DB_CLOSE_DELAY=-1",
      "management.endpoint.health.group.readiness.include=readinessState"
    })
@MockitoBean(types = {Datasets.class, JobQueue.class, WorkerRegistry.class})
public @interface JobServerTest {

  /**
   * The part of the service that follows jobs. It is not annotated as a configuration, because the
   * tests of the whole service would find it too.
   */
  @EnableAutoConfiguration
  @EnableScheduling
  @AutoConfigurationPackage(basePackages = "dev.residual")
  @EnableJpaRepositories("dev.residual")
  @ConfigurationPropertiesScan({"dev.residual.job", "dev.residual.cluster"})
  @ComponentScan(
      basePackages = {"dev.residual.web", "dev.residual.job.events"},
      excludeFilters = @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class))
  @Import({
    JobLifecycle.class,
    JobAttempts.class,
    JobTransitions.class,
    QueueCapacity.class,
    JobEventLog.class,
    JobQueries.class,
    IdempotencyKeys.class,
    ModelRegistry.class,
    LimitBeans.class,
    AcceptedCallers.class
  })
  class Server {

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
      return factory ->
          factory.addConnectorCustomizers(
              connector -> connector.setProperty("socket.txBufSize", "4096"));
    }
  }
}
