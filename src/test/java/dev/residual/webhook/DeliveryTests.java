package dev.residual.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.residual.SettableClock;
import dev.residual.cluster.DatabaseMode;
import dev.residual.web.Problem;
import dev.residual.webhook.client.OutgoingMessage;
import dev.residual.webhook.client.SendError;
import dev.residual.webhook.client.SendResult;
import dev.residual.webhook.client.WebhookClient;
import dev.residual.webhook.client.WebhookSecret;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The way of a message from the outbox to its receiver, with a worker that is run by hand. */
@DataJpaTest(showSql = false, properties = "residual.webhooks.max-webhooks=3")
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@ImportAutoConfiguration({FlywayAutoConfiguration.class, JacksonAutoConfiguration.class})
@Import({
  WebhookLifecycle.class,
  Outbox.class,
  DeliveryLog.class,
  DeliveryWorker.class,
  DeliveryMetrics.class,
  DeliveryQueue.class,
  DeliveryDispatcher.class,
  DeliveryCleaner.class,
  TestSender.class,
  DatabaseMode.class,
  DeliveryTests.Beans.class
})
@EnableConfigurationProperties(WebhookSettings.class)
class DeliveryTests {

  private static final URI URL = URI.create("https://hooks.example/a");
  private static final EventData DATA = new EventData.Test(new UUID(0, 0));

  @TestConfiguration(proxyBeanMethods = false)
  static class Beans {

    @Bean
    @Primary
    SettableClock settableClock() {
      return new SettableClock();
    }

    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }
  }

  @Autowired private WebhookLifecycle lifecycle;
  @Autowired private Outbox outbox;
  @Autowired private DeliveryWorker worker;
  @Autowired private DeliveryLog log;
  @Autowired private DeliveryDispatcher dispatcher;
  @Autowired private DeliveryCleaner cleaner;
  @Autowired private TestSender tests;
  @Autowired private Webhooks webhooks;
  @Autowired private SettableClock clock;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcClient jdbc;
  @Autowired private MeterRegistry meters;
  @MockitoBean private WebhookClient client;

  private final List<OutgoingMessage> sent = new ArrayList<>();
  private UUID webhook;

  @BeforeEach
  void prepare() {
    for (String table : List.of("webhook", "webhook_delivery", "webhook_tasks")) {
      jdbc.sql("delete from " + table).update();
    }
    answer(200);
    webhook = add(URL, EnumSet.allOf(EventType.class));
  }

  private UUID add(URI url, Set<EventType> events) {
    return lifecycle.add(url, events, WebhookSecret.generate()).id();
  }

  private void answer(int status) {
    doAnswer(
            call -> {
              sent.add(call.getArgument(1));
              return status == 200
                  ? new SendResult(Duration.ofMillis(7), 200, null, null)
                  : new SendResult(Duration.ofMillis(7), status, SendError.STATUS, "not 2xx");
            })
        .when(client)
        .send(any(), any());
  }

  private void occurs(EventType type) {
    transaction.executeWithoutResult(status -> outbox.add(type, DATA));
  }

  private boolean work() {
    return worker.run(webhook, () -> false);
  }

  private List<DeliveryView> deliveries() {
    return lifecycle.deliveries(webhook, EnumSet.allOf(DeliveryStatus.class), 100, null).items();
  }

  private DeliveryView delivery() {
    assertThat(deliveries()).hasSize(1);
    return deliveries().get(0);
  }

  private List<String> queued() {
    dispatcher.run();
    return jdbc.sql("select task_instance from webhook_tasks order by task_instance")
        .query(String.class)
        .list();
  }

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

  private static void assertProblem(String code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.getBody().getProperties()).containsEntry("code", code));
  }
}
