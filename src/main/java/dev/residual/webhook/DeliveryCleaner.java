package dev.residual.webhook;

import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Deletes old messages, and those whose webhook is gone. Several nodes may run it. */
@Component
class DeliveryCleaner {

  private static final String INTERVAL = "${residual.retention.cleanup-interval:1h}";

  private final Deliveries deliveries;
  private final WebhookSettings settings;
  private final Clock clock;

  DeliveryCleaner(Deliveries deliveries, WebhookSettings settings, Clock clock) {
    this.deliveries = deliveries;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  @Transactional
  public void run() {
    deliveries.deleteCreatedBefore(clock.instant().minus(settings.retention()));
    deliveries.deleteWithoutWebhook();
  }
}
