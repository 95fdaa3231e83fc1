package dev.residual.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.residual.webhook.client.OutgoingMessage;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.EnumSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An event becomes one message for each enabled webhook that wants it. */
abstract class DeliveryOutboxTests extends WebhookDeliveries {

  @Autowired private MeterRegistry meters;

  @Test
  void messageIsDeliveredOnce() {
    occurs(EventType.JOB_SUCCEEDED);
    assertThat(queued()).containsExactly(webhook.toString());

    assertThat(work()).isFalse();
    assertThat(work()).isFalse();

    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).body())
        .isEqualTo(
            "{\"type\":\"job.succeeded\",\"timestamp\":\"%s\",\"data\":{\"webhookId\":\"%s\"}}"
                .formatted(clock.instant(), new UUID(0, 0)));
    DeliveryView delivery = delivery();
    assertThat(delivery.messageId()).isEqualTo(sent.get(0).id());
    assertThat(delivery.event()).isEqualTo("job.succeeded");
    assertThat(delivery.status()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(delivery.nextAttemptAt()).isNull();
    assertThat(delivery.finishedAt()).isEqualTo(clock.instant());
    assertThat(delivery.attempts())
        .containsExactly(new DeliveryAttempt(1, clock.instant(), 7, 200, null, null));
    assertThat(lifecycle.view(webhook).deliveredAt()).isEqualTo(clock.instant());
    assertThat(meters.get("residual.webhook.attempts").tag("outcome", "delivered").timer().count())
        .isPositive();
  }

  @Test
  void onlyEventsThatAreWantedAreSent() {
    lifecycle.change(webhook, null, EnumSet.of(EventType.MODEL_PROMOTED), null);

    EnumSet.allOf(EventType.class).forEach(this::occurs);
    work();

    assertThat(sent)
        .singleElement()
        .satisfies(message -> assertThat(message.body()).contains("model.promoted"));
  }

  @Test
  void eachWebhookGetsAMessageOfItsOwn() {
    UUID other = add(URI.create("https://hooks.example/b"), EnumSet.of(EventType.JOB_FAILED));
    occurs(EventType.JOB_FAILED);
    assertThat(queued()).hasSize(2);

    work();
    worker.run(other, () -> false);

    assertThat(sent).extracting(OutgoingMessage::id).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void eventOfATransactionThatIsRolledBackIsNotSent() {
    transaction.executeWithoutResult(
        status -> {
          outbox.add(EventType.JOB_FAILED, DATA);
          status.setRollbackOnly();
        });

    assertThat(deliveries()).isEmpty();
    assertThat(queued()).isEmpty();
  }

  @Test
  void disabledWebhookKeepsItsMessagesAndGetsNoNewOnes() {
    occurs(EventType.JOB_FAILED);
    lifecycle.change(webhook, null, null, false);
    occurs(EventType.JOB_SUCCEEDED);

    assertThat(queued()).isEmpty();
    assertThat(work()).isFalse();
    verify(client, never()).send(any(), any());
    assertThat(lifecycle.view(webhook).status()).isEqualTo(WebhookStatus.DISABLED);

    lifecycle.change(webhook, null, null, true);
    assertThat(queued()).hasSize(1);
    work();
    assertThat(sent).hasSize(1);
  }
}
