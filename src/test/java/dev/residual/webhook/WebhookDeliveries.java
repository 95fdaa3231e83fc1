package dev.residual.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;

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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
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

/**
 * A webhook whose messages a test delivers by hand, to a receiver that answers as the test says.
 */
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
  WebhookDeliveries.Beans.class
})
@EnableConfigurationProperties(WebhookSettings.class)
abstract class WebhookDeliveries {

  static final URI URL = URI.create("https://hooks.example/a");
  static final EventData DATA = new EventData.Test(new UUID(0, 0));

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

  @Autowired WebhookLifecycle lifecycle;
  @Autowired Outbox outbox;
  @Autowired DeliveryWorker worker;
  @Autowired DeliveryDispatcher dispatcher;
  @Autowired SettableClock clock;
  @Autowired TransactionTemplate transaction;
  @Autowired JdbcClient jdbc;
  @MockitoBean WebhookClient client;

  final List<OutgoingMessage> sent = new ArrayList<>();
  UUID webhook;

  @BeforeEach
  void prepare() {
    for (String table : List.of("webhook", "webhook_delivery", "webhook_tasks")) {
      jdbc.sql("delete from " + table).update();
    }
    answer(200);
    webhook = add(URL, EnumSet.allOf(EventType.class));
  }

  UUID add(URI url, Set<EventType> events) {
    return lifecycle.add(url, events, WebhookSecret.generate()).id();
  }

  void answer(int status) {
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

  void occurs(EventType type) {
    transaction.executeWithoutResult(status -> outbox.add(type, DATA));
  }

  boolean work() {
    return worker.run(webhook, () -> false);
  }

  List<DeliveryView> deliveries() {
    return lifecycle.deliveries(webhook, EnumSet.allOf(DeliveryStatus.class), 100, null).items();
  }

  DeliveryView delivery() {
    assertThat(deliveries()).hasSize(1);
    return deliveries().get(0);
  }

  List<String> queued() {
    dispatcher.run();
    return jdbc.sql("select task_instance from webhook_tasks order by task_instance")
        .query(String.class)
        .list();
  }

  static void assertProblem(String code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.getBody().getProperties()).containsEntry("code", code));
  }
}
