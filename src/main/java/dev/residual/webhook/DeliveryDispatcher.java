package dev.residual.webhook;

import dev.residual.cluster.DatabaseMode;
import java.time.Clock;
import java.time.Instant;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Queues webhooks whose messages are due. A transaction that causes an event only adds rows, so
 * that it waits for nobody; what it has written is found here. Several nodes may run it.
 */
@Component
@ConditionalOnExpression(DeliveryConfiguration.ANSWERS)
class DeliveryDispatcher implements SmartInitializingSingleton {

  private static final String INTERVAL = "${residual.queue.poll-interval:1s}";

  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final DeliveryQueue queue;
  private final DatabaseMode database;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DeliveryDispatcher(
      Webhooks webhooks,
      Deliveries deliveries,
      DeliveryQueue queue,
      DatabaseMode database,
      TransactionTemplate transaction,
      Clock clock) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.queue = queue;
    this.database = database;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public void afterSingletonsInstantiated() {
    Instant now = clock.instant();
    transaction.executeWithoutResult(
        status -> deliveries.makeDue(now, now.plus(RetrySchedule.MAX_PAUSE)));
    queue.makeDue();
    if (!database.isShared()) {
      queue.releasePicked();
    }
  }

  @Scheduled(fixedDelayString = INTERVAL, initialDelayString = INTERVAL)
  void run() {
    webhooks.withDueDeliveries(clock.instant()).forEach(queue::put);
  }
}
