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

  /**
   * Returns a customizer that logs the failure of a periodic task, for example during a database
   * outage. The task runs again when it is next due.
   */
  @Bean
  ThreadPoolTaskSchedulerCustomizer failedPeriodicTasks() {
    return scheduler ->
        scheduler.setErrorHandler(
            failure ->
                log.warn("A periodic task failed and will run again when it is next due", failure));
  }
}
