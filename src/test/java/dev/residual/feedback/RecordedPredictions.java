package dev.residual.feedback;

import static java.util.Collections.nCopies;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.residual.SettableClock;
import dev.residual.cluster.DatabaseMode;
import dev.residual.feedback.Feedback.Refusal;
import dev.residual.feedback.Feedback.Truth;
import dev.residual.image.ImageFormat;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.preprocessing.InputImage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Predictions of a model with the labels cat and dog, which a test records without a network. */
@DataJpaTest(
    showSql = false,
    properties = {
      "residual.feedback.enabled=true",
      "residual.feedback.images=labeled",
      "residual.feedback.max-predictions=1000",
      "residual.feedback.image-storage=2KB",
      "residual.feedback.flush-interval=1m"
    })
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@ImportAutoConfiguration({FlywayAutoConfiguration.class, JacksonAutoConfiguration.class})
@Import({
  PredictionLog.class,
  PredictionBuffer.class,
  PredictionWriter.class,
  PredictionHistory.class,
  Predictions.class,
  PredictionImages.class,
  FeedbackMetrics.class,
  FeedbackCleaner.class,
  Feedback.class,
  LabeledImageArchives.class,
  DatabaseMode.class,
  RecordedPredictions.Beans.class
})
@EnableConfigurationProperties(FeedbackSettings.class)
abstract class RecordedPredictions {

  static final UUID MODEL = UUID.randomUUID();
  private static final LocalDate FIRST_DAY = LocalDate.parse("2026-01-01");

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

  @Autowired private PredictionLog log;
  @Autowired PredictionBuffer buffer;
  @Autowired PredictionWriter writer;
  @Autowired PredictionHistory history;
  @Autowired FeedbackCleaner cleaner;
  @Autowired Feedback feedback;
  @Autowired SettableClock clock;
  @Autowired JdbcClient jdbc;
  @MockitoSpyBean Predictions predictions;
  @MockitoBean private ModelRegistry registry;

  @BeforeEach
  void prepare() {
    buffer.remove(buffer.oldest(Integer.MAX_VALUE, Long.MAX_VALUE));
    jdbc.sql("delete from prediction").update();
    jdbc.sql("delete from model").update();
    addModel(MODEL);
    Manifest manifest = mock(Manifest.class);
    ModelDescription description = mock(ModelDescription.class);
    given(manifest.description()).willReturn(description);
    given(description.labels()).willReturn(List.of("cat", "dog"));
    StoredModel stored = new StoredModel("key", manifest);
    given(registry.find(any())).willReturn(Optional.empty());
    Optional<RegisteredModel> model =
        Optional.of(new RegisteredModel(MODEL, "resnet18", 0.9, stored));
    given(registry.find("default")).willReturn(model);
    given(registry.find(MODEL.toString())).willReturn(model);
  }

  void addModel(UUID id) {
    jdbc.sql(
            """
            insert into model (id, artifact_key, architecture, manifest, stored_bytes, created_at)
            values (:id, :key, 'resnet18', '{}', 1, :now)
            """)
        .param("id", id)
        .param("key", id.toString())
        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Records predictions of the label 1 of images that are all different. */
  List<UUID> predict(UUID model, int count) {
    List<InputImage> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[12];
      pixels[0] = (byte) i;
      inputs.add(new InputImage(new ImageFormat(3, 2, 2), pixels, 1));
    }
    return log.record(model, nCopies(count, new float[] {0.25f, 0.75f}), inputs);
  }

  UUID predict() {
    return predict(MODEL, 1).get(0);
  }

  List<RecordedPrediction> recorded() {
    List<RecordedPrediction> all = new ArrayList<>();
    history.read(MODEL, FIRST_DAY, FIRST_DAY.plusYears(1), all::add);
    return all;
  }

  List<Refusal> tell(UUID id, String label) {
    return feedback.tell(List.of(new Truth(id, label)));
  }

  long count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }
}
