package dev.residual.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.residual.SettableClock;
import dev.residual.cluster.WorkerRegistry;
import dev.residual.dataset.Datasets.ImportFinished;
import dev.residual.job.JobAttempt;
import dev.residual.job.JobAttempts;
import dev.residual.job.JobFailure;
import dev.residual.job.JobLifecycle;
import dev.residual.job.JobLifecycleTest;
import dev.residual.job.JobQueries;
import dev.residual.job.JobRequest;
import dev.residual.job.QueueEntry;
import dev.residual.job.Trainings;
import dev.residual.model.ModelRegistry;
import dev.residual.model.PromotionPolicy;
import dev.residual.webhook.client.WebhookSecret;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.support.TransactionTemplate;

/** Messages are written in the transactions of what they tell of. */
@JobLifecycleTest
@Import({EventRecorder.class, Outbox.class, WebhookLifecycle.class, JobQueries.class})
@EnableConfigurationProperties(WebhookSettings.class)
@MockitoBean(types = WorkerRegistry.class)
class EventRecorderTests {

  @Autowired private WebhookLifecycle webhooks;
  @Autowired private JobLifecycle lifecycle;
  @Autowired private JobAttempts attempts;
  @Autowired private ModelRegistry registry;
  @Autowired private ApplicationEventPublisher events;
  @Autowired private TransactionTemplate transaction;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void prepare() {
    for (String table : List.of("webhook", "webhook_delivery", "job", "model_alias", "model")) {
      jdbc.sql("delete from " + table).update();
    }
    webhooks.add(
        URI.create("https://hooks.example/"),
        EnumSet.allOf(EventType.class),
        WebhookSecret.generate());
  }

  private UUID submit() {
    return lifecycle.submit(JobRequest.EMPTY, null);
  }

  private JobAttempt start(UUID job) {
    return attempts.start(new QueueEntry(job, 0), "cpu").orElseThrow();
  }

  private List<String> messages() {
    return jdbc.sql("select payload from webhook_delivery order by event")
        .query(String.class)
        .list();
  }

  private String message() {
    assertThat(messages()).hasSize(1);
    return messages().get(0);
  }

  @Test
  void cancelledJobIsTold() {
    UUID job = submit();
    assertThat(messages()).isEmpty();

    lifecycle.cancel(job);

    assertThat(JsonPath.<String>read(message(), "$.type")).isEqualTo("job.cancelled");
    assertThat(JsonPath.<String>read(message(), "$.timestamp"))
        .isEqualTo(clock.instant().toString());
    assertThat(JsonPath.<String>read(message(), "$.data.id")).isEqualTo(job.toString());
    assertThat(JsonPath.<String>read(message(), "$.data.dataset")).isEqualTo("fashion-mnist");
    assertThat(JsonPath.<Object>read(message(), "$.data.modelId")).isNull();
  }

  @Test
  void failedJobIsToldWithItsReason() {
    UUID job = submit();
    attempts.retryLater(start(job), new JobFailure("storage", "full"));
    assertThat(messages()).as("it is tried again").isEmpty();

    attempts.fail(start(job), new JobFailure("diverged", "The loss is NaN"));

    assertThat(JsonPath.<String>read(message(), "$.type")).isEqualTo("job.failed");
    assertThat(JsonPath.<String>read(message(), "$.data.failure.code")).isEqualTo("diverged");
    assertThat(JsonPath.<String>read(message(), "$.data.failure.message"))
        .isEqualTo("The loss is NaN");
  }

  @Test
  void succeededJobIsToldOnceAndSoIsEachAliasOfItsModel() {
    JobAttempt attempt = start(submit());

    attempts.succeed(attempt, Trainings.saved(attempt.modelKey()));
    attempts.succeed(attempt, Trainings.saved(attempt.modelKey())); // its answer was lost

    assertThat(messages())
        .extracting(message -> JsonPath.<String>read(message, "$.type"))
        .containsExactly("job.succeeded", "model.promoted", "model.promoted");
    String model = JsonPath.read(messages().get(0), "$.data.modelId");
    assertThat(messages().subList(1, 3))
        .allSatisfy(
            message ->
                assertThat(JsonPath.<String>read(message, "$.data.modelId")).isEqualTo(model))
        .extracting(message -> JsonPath.<String>read(message, "$.data.alias"))
        .containsExactlyInAnyOrder("default", "fashion-mnist");
  }

  @Test
  void promotedModelIsToldWithItsPredecessor() {
    UUID first = registry.register(Trainings.saved("a"), null, PromotionPolicy.ALWAYS);
    jdbc.sql("delete from webhook_delivery").update();

    UUID second = registry.register(Trainings.saved("b"), null, PromotionPolicy.ALWAYS);

    assertThat(messages())
        .hasSize(2)
        .allSatisfy(
            message -> {
              assertThat(JsonPath.<String>read(message, "$.data.modelId"))
                  .isEqualTo(second.toString());
              assertThat(JsonPath.<String>read(message, "$.data.previousModelId"))
                  .isEqualTo(first.toString());
              assertThat(JsonPath.<Double>read(message, "$.data.testTop1")).isEqualTo(0.9);
            });
  }

  @Test
  void importsAreTold() {
    publish(new ImportFinished("pets", 3, null, null));
    publish(new ImportFinished("pets", 4, "no-classes", "There is no folder"));

    assertThat(JsonPath.<String>read(messages().get(0), "$.type")).isEqualTo("dataset.failed");
    assertThat(JsonPath.<String>read(messages().get(0), "$.data.failure.code"))
        .isEqualTo("no-classes");
    assertThat(JsonPath.<String>read(messages().get(1), "$.type")).isEqualTo("dataset.ready");
    assertThat(JsonPath.<Integer>read(messages().get(1), "$.data.version")).isEqualTo(3);
  }

  private void publish(ImportFinished event) {
    transaction.executeWithoutResult(status -> events.publishEvent(event));
  }

  @Test
  void longestTextsFit() {
    String text = "\u0001".repeat(4000);
    publish(new ImportFinished("a".repeat(100), 1, "internal", text));
    JobAttempt attempt = start(submit());
    attempts.fail(attempt, new JobFailure("internal", text));

    assertThat(messages()).hasSize(2);
  }

  @Test
  void nothingIsToldOfWhatIsUndone() {
    transaction.executeWithoutResult(
        status -> {
          lifecycle.cancel(submit());
          status.setRollbackOnly();
        });

    assertThat(messages()).isEmpty();
  }
}
