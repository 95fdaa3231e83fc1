package dev.residual.cluster;

import dev.residual.web.DatabaseOutage;
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

  /** Returns a customizer that logs the failure of a periodic task, which runs again when due. */
  @Bean
  ThreadPoolTaskSchedulerCustomizer failedPeriodicTasks() {
    return scheduler -> scheduler.setErrorHandler(ClusterConfiguration::handle);
  }

  /** Logs a failure. A task whose failure cannot even be logged must run again too. */
  static void handle(Throwable failure) {
    try {
      logFailure(failure);
    } catch (RuntimeException | Error e) {
      // Memory is exhausted, most likely; an exception thrown here would end the task for good.
    }
  }

  /** Logs an outage of the database, which lasts for many runs, as one line each. */
  static void logFailure(Throwable failure) {
    if (DatabaseOutage.isCauseOf(failure)) {
      log.warn(
          "A periodic task could not reach the database and will run again when it is next due: {}",
          failure.getMessage());
    } else {
      log.error("A periodic task failed and will run again when it is next due", failure);
    }
  }
}
