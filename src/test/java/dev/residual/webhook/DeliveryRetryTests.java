package dev.residual.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.webhook.client.OutgoingMessage;
import dev.residual.webhook.client.SendError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message that was not accepted is sent again, by itself or when a client asks for it. */
abstract class DeliveryRetryTests extends WebhookDeliveries {

  @Test
  void messageIsSentAgainForHalfADayAndThenFails() {
    answer(500);
    Instant start = clock.instant();
    occurs(EventType.JOB_FAILED);
    List<Long> seconds = new ArrayList<>();

    while (delivery().status() == DeliveryStatus.PENDING) {
      clock.advance(Duration.between(clock.instant(), delivery().nextAttemptAt()));
      assertThat(queued()).hasSize(1);
      assertThat(work()).isFalse();
      seconds.add(Duration.between(start, clock.instant()).toSeconds());
    }

    assertThat(seconds).containsExactly(0L, 5L, 60L, 300L, 1800L, 7200L, 43200L);
    assertThat(delivery().status()).isEqualTo(DeliveryStatus.FAILED);
    assertThat(delivery().attempts())
        .hasSize(7)
        .allSatisfy(attempt -> assertThat(attempt.error()).isEqualTo(SendError.STATUS))
        .extracting(DeliveryAttempt::number)
        .containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(sent).extracting(OutgoingMessage::id).containsOnly(delivery().messageId());
    assertThat(sent).extracting(OutgoingMessage::body).hasSize(7).containsOnly(sent.get(0).body());
    assertThat(sent).extracting(OutgoingMessage::time).doesNotHaveDuplicates();
    WebhookView failing = lifecycle.view(webhook);
    assertThat(failing.status()).isEqualTo(WebhookStatus.FAILING);
    assertThat(failing.enabled()).isTrue();
    assertThat(failing.failures()).isEqualTo(7);
    assertThat(failing.failingSince()).isEqualTo(start);
  }

  @Test
  void messageIsNotSentBeforeItsTime() {
    answer(500);
    occurs(EventType.JOB_FAILED);
    work();
    clock.advance(Duration.ofSeconds(4));

    assertThat(work()).isFalse();
    jdbc.sql("delete from webhook_tasks").update();
    assertThat(queued()).isEmpty();
    assertThat(sent).hasSize(1);
  }

  @Test
  void webhookThatWorksAgainIsActive() {
    answer(500);
    occurs(EventType.JOB_FAILED);
    work();
    answer(200);
    clock.advance(Duration.ofSeconds(5));

    work();

    WebhookView view = lifecycle.view(webhook);
    assertThat(view.status()).isEqualTo(WebhookStatus.ACTIVE);
    assertThat(view.failures()).isZero();
    assertThat(view.failingSince()).isNull();
    assertThat(delivery().attempts()).extracting(DeliveryAttempt::status).containsExactly(500, 200);
  }

  @Test
  void messageThatIsSentAgainHasTheSameIdAndAllItsAttempts() {
    occurs(EventType.JOB_SUCCEEDED);
    assertProblem("delivery-pending", () -> lifecycle.redeliver(webhook, delivery().messageId()));
    work();
    answer(500);
    clock.advance(Duration.ofDays(1));

    DeliveryView waiting = lifecycle.redeliver(webhook, delivery().messageId());
    assertThat(waiting.status()).isEqualTo(DeliveryStatus.PENDING);
    assertThat(queued()).hasSize(1);
    work();

    assertThat(sent).extracting(OutgoingMessage::id).hasSize(2).containsOnly(waiting.messageId());
    assertThat(delivery().attempts()).extracting(DeliveryAttempt::number).containsExactly(1, 2);
    assertThat(delivery().nextAttemptAt()).isEqualTo(clock.instant().plusSeconds(5));
  }

  @Test
  void onlyTheLastAttemptsAreKept() {
    occurs(EventType.JOB_SUCCEEDED);
    for (int i = 0; i < 25; i++) {
      work();
      lifecycle.redeliver(webhook, delivery().messageId());
    }

    assertThat(delivery().attempts()).hasSize(20);
    assertThat(delivery().attempts().get(19).number()).isEqualTo(25);
  }

  @Test
  void messageOfADisabledWebhookIsNotSentAgain() {
    occurs(EventType.JOB_SUCCEEDED);
    work();
    lifecycle.change(webhook, null, null, false);

    assertProblem("webhook-disabled", () -> lifecycle.redeliver(webhook, delivery().messageId()));
  }
}
