package dev.residual.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;

import dev.residual.webhook.client.SendError;
import dev.residual.webhook.client.SendResult;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Workers of several nodes, which may be slow, suspended, stopped or killed, and what they clean
 * up.
 */
abstract class DeliveryWorkerTests extends WebhookDeliveries {

  @Autowired private DeliveryLog log;
  @Autowired private DeliveryCleaner cleaner;

  @Test
  void attemptOfAWebhookThatWasDeletedMeanwhileIsDropped() {
    occurs(EventType.JOB_SUCCEEDED);
    PendingDelivery pending = log.next(webhook).orElseThrow();
    lifecycle.delete(webhook);

    log.record(pending, worker.send(pending));

    assertThat(jdbc.sql("select count(*) from webhook_delivery").query(Long.class).single())
        .isZero();
    assertProblem("no-such-webhook", () -> lifecycle.view(webhook));
  }

  @Test
  void attemptThatAnotherNodeHasMadeMeanwhileIsDropped() {
    answer(500);
    occurs(EventType.JOB_SUCCEEDED);
    PendingDelivery suspended = log.next(webhook).orElseThrow();
    work();

    log.record(suspended, worker.send(suspended));

    assertThat(delivery().attempts()).hasSize(1);
    assertThat(lifecycle.view(webhook).failures()).isEqualTo(1);
  }

  @Test
  void receiverThatTakesLongGivesWayToOthers() {
    doAnswer(
            call -> {
              clock.advance(Duration.ofSeconds(5));
              return new SendResult(Duration.ofSeconds(5), null, SendError.TIMEOUT, "late");
            })
        .when(client)
        .send(any(), any());
    occurs(EventType.JOB_SUCCEEDED);
    occurs(EventType.JOB_FAILED);

    assertThat(work()).as("something is left").isTrue();

    assertThat(deliveries()).filteredOn(each -> each.attempts().isEmpty()).hasSize(1);
  }

  @Test
  void stoppingServiceSendsNothingMore() {
    occurs(EventType.JOB_SUCCEEDED);

    assertThat(worker.run(webhook, () -> true)).as("something is left").isTrue();

    assertThat(sent).isEmpty();
    assertThat(work()).isFalse();
    assertThat(sent).hasSize(1);
  }

  @Test
  void clockThatIsSetBackDelaysNothing() {
    answer(500);
    occurs(EventType.JOB_SUCCEEDED);
    work();
    jdbc.sql("update webhook_delivery set next_attempt_at = :later")
        .param("later", clock.instant().plus(Duration.ofDays(99)).atOffset(ZoneOffset.UTC))
        .update();

    dispatcher.afterSingletonsInstantiated();

    assertThat(delivery().nextAttemptAt()).isEqualTo(clock.instant());
  }

  @Test
  void entryOfAKilledProcessIsTakenUpAtTheStart() {
    occurs(EventType.JOB_SUCCEEDED);
    assertThat(queued()).hasSize(1);
    jdbc.sql("update webhook_tasks set picked = true, picked_by = 'killed'").update();

    dispatcher.afterSingletonsInstantiated();

    assertThat(jdbc.sql("select picked from webhook_tasks").query(Boolean.class).single())
        .isEqualTo(isShared());
  }

  /** Returns whether another process may still be alive, whose heartbeats then decide. */
  boolean isShared() {
    return false;
  }

  @Test
  void oldMessagesAndThoseWithoutWebhookAreDeleted() {
    occurs(EventType.JOB_SUCCEEDED);
    clock.advance(Duration.ofDays(29));
    occurs(EventType.JOB_FAILED);
    cleaner.run();
    assertThat(deliveries()).hasSize(2);

    clock.advance(Duration.ofDays(2));
    cleaner.run();
    assertThat(delivery().event()).isEqualTo("job.failed");

    jdbc.sql("delete from webhook").update();
    cleaner.run();
    assertThat(jdbc.sql("select count(*) from webhook_delivery").query(Long.class).single())
        .isZero();
  }
}
