package dev.residual.job;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a running service does again and again, beside its jobs. */
@Configuration(proxyBeanMethods = false)
class RecurringConfiguration {

  private static final Duration NEWS = Duration.ofMillis(500);

  /** Streams would stay open until their jobs are over, so they end when the service stops. */
  @Bean
  Recurring events(Listeners listeners) {
    return new Recurring("events", NEWS, listeners::poll, listeners::close);
  }

  @Bean
  Recurring announcing(Fleet fleet) {
    return new Recurring("announcer", Fleet.ANNOUNCED, fleet::announce, () -> {});
  }

  @Bean
  Recurring sweeping(Sweeper sweeper, RetentionSettings settings) {
    return new Recurring("sweeper", settings.sweepInterval(), sweeper::sweep, () -> {});
  }
}
