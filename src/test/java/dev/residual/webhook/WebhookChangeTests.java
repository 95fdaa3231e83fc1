package dev.residual.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.verify;

import dev.residual.webhook.client.OutgoingMessage;
import dev.residual.webhook.client.WebhookSecret;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A webhook is added, moved, tested and gets a new secret. */
abstract class WebhookChangeTests extends WebhookDeliveries {

  @Autowired private TestSender tests;
  @Autowired private Webhooks webhooks;

  @Test
  void moreWebhooksThanAllowedAndEqualOnesAreRefused() {
    assertProblem("webhook-exists", () -> add(URL, EnumSet.of(EventType.JOB_FAILED)));
    UUID other = add(URI.create("https://hooks.example/b"), EnumSet.allOf(EventType.class));
    assertProblem("webhook-exists", () -> lifecycle.change(other, URL, null, null));
    lifecycle.change(webhook, URL, null, null); // its own
    add(URI.create("https://hooks.example/c"), EnumSet.allOf(EventType.class));

    assertProblem(
        "too-many-webhooks",
        () -> add(URI.create("https://hooks.example/d"), EnumSet.allOf(EventType.class)));

    lifecycle.delete(other);
    add(URI.create("https://hooks.example/d"), EnumSet.allOf(EventType.class));
  }

  @Test
  void movedWebhookSendsWhatWaitsToItsNewUrl() {
    answer(500);
    occurs(EventType.JOB_FAILED);
    work();
    URI other = URI.create("https://hooks.example/b");
    lifecycle.change(webhook, other, null, null);
    assertThat(lifecycle.view(webhook).status()).isEqualTo(WebhookStatus.ACTIVE);
    clock.advance(Duration.ofSeconds(5));
    clearInvocations(client);

    work();

    verify(client).send(eq(other), any());
  }

  @Test
  void bothSecretsSignUntilTheOverlapIsOver() {
    WebhookSecret former = webhooks.findById(webhook).orElseThrow().secrets(clock.instant()).get(0);
    WebhookSecret next = WebhookSecret.generate();

    WebhookView rotated = lifecycle.rotate(webhook, next, Duration.ofHours(24));
    occurs(EventType.JOB_FAILED);
    work();
    clock.advance(Duration.ofHours(24));
    occurs(EventType.JOB_FAILED);
    work();

    assertThat(rotated.secret()).isEqualTo(next.text());
    assertThat(rotated.previousSecretUntil()).isEqualTo(clock.instant());
    assertThat(sent)
        .extracting(OutgoingMessage::secrets)
        .containsExactly(List.of(next, former), List.of(next));
    assertThat(lifecycle.view(webhook).secret()).isNull();
    assertThat(lifecycle.view(webhook).previousSecretUntil()).isNull();
  }

  @Test
  void secretThatIsKnownToOthersEndsAtOnce() {
    WebhookSecret next = WebhookSecret.generate();
    lifecycle.rotate(webhook, WebhookSecret.generate(), Duration.ofHours(24));
    lifecycle.rotate(webhook, next, Duration.ZERO);

    occurs(EventType.JOB_FAILED);
    work();

    assertThat(sent.get(0).secrets()).containsExactly(next);
  }

  @Test
  void testIsSentOnceAndIsAmongTheDeliveries() {
    answer(500);

    DeliveryView result = tests.send(webhook);

    assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
    assertThat(result.event()).isEqualTo("webhook.test");
    assertThat(delivery()).isEqualTo(result);
    assertThat(queued()).isEmpty();
    assertThat(lifecycle.view(webhook).status()).isEqualTo(WebhookStatus.FAILING);

    answer(200);
    assertThat(tests.send(webhook).status()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(lifecycle.view(webhook).status()).isEqualTo(WebhookStatus.ACTIVE);
  }
}
