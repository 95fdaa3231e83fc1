package dev.residual.cluster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.task.ThreadPoolTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Enables the periodic tasks of a node. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class ClusterConfiguration {

  private static final Logger log = LoggerFactory.getLogger(ClusterConfiguration.class);

  /** A periodic task that fails, say in an outage of the database, runs again at its next turn. */
  @Bean
  ThreadPoolTaskSchedulerCustomizer failedPeriodicTasks() {
    return scheduler ->
        scheduler.setErrorHandler(
            failure -> log.warn("A periodic task failed and will run again", failure));
  }
}
