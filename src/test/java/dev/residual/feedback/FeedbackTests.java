package dev.residual.feedback;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willCallRealMethod;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

import dev.residual.SettableClock;
import dev.residual.access.Caller;
import dev.residual.access.Role;
import dev.residual.cluster.DatabaseMode;
import dev.residual.dataset.feedback.FeedbackSelection;
import dev.residual.feedback.Feedback.Refusal;
import dev.residual.feedback.Feedback.Truth;
import dev.residual.image.ImageFormat;
import dev.residual.model.Manifest;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelRegistry.ModelDeleted;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.preprocessing.InputImage;
import dev.residual.web.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
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
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The way of predictions to the database, of their truth, and their end. */
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
  FeedbackTests.Beans.class
})
@EnableConfigurationProperties(FeedbackSettings.class)
class FeedbackTests {

  private static final UUID MODEL = UUID.randomUUID();
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
  @Autowired private PredictionBuffer buffer;
  @Autowired private PredictionWriter writer;
  @Autowired private PredictionHistory history;
  @Autowired private PredictionImages images;
  @Autowired private FeedbackCleaner cleaner;
  @Autowired private Feedback feedback;
  @Autowired private LabeledImageArchives archives;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;
  @Autowired private MeterRegistry meters;
  @MockitoSpyBean private Predictions predictions;
  @MockitoBean private ModelRegistry registry;

  boolean isShared() {
    return false;
  }

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

  private void addModel(UUID id) {
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

  @AfterEach
  void nobodyAsks() {
    SecurityContextHolder.clearContext();
  }

  private void asks(UUID key, Role role) {
    SecurityContextHolder.getContext().setAuthentication(new Caller(key, role).authentication());
  }

  /** Records predictions of the label 1 of images that are all different. */
  private List<UUID> predict(UUID model, int count) {
    List<InputImage> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[12];
      pixels[0] = (byte) i;
      inputs.add(new InputImage(new ImageFormat(3, 2, 2), pixels, 1));
    }
    return log.record(model, nCopies(count, new float[] {0.25f, 0.75f}), inputs);
  }

  private UUID predict() {
    return predict(MODEL, 1).get(0);
  }

  private List<RecordedPrediction> recorded() {
    List<RecordedPrediction> all = new ArrayList<>();
    history.read(MODEL, FIRST_DAY, FIRST_DAY.plusYears(1), all::add);
    return all;
  }

  private List<Refusal> tell(UUID id, String label) {
    return feedback.tell(List.of(new Truth(id, label)));
  }

  private static void assertRefused(List<Refusal> refused, int status, String code) {
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).problem().getStatusCode().value()).isEqualTo(status);
    assertThat(refused.get(0).problem().code()).isEqualTo(code);
  }

  private long count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }

  @Test
  void predictionsAreWrittenTogether() {
    UUID id = predict(MODEL, 700).get(0);
    assertThat(recorded()).isEmpty();
    writer.flushQuietly();

    assertThat(recorded()).hasSize(700);
    assertThat(recorded().get(0).createdAt()).isEqualTo(clock.instant());
    assertThat(recorded()).contains(new RecordedPrediction(id, 1, 0.75f, null, clock.instant()));
    assertThat(buffer.size()).isZero();
  }

  @Test
  void truthThatComesBeforeThePredictionIsWrittenIsStored() {
    UUID id = predict();

    assertThat(tell(id, "cat")).isEmpty();
    assertThat(recorded())
        .containsExactly(new RecordedPrediction(id, 1, 0.75f, 0, clock.instant()));
  }

  @Test
  void whatIsToldLastIsKept() {
    UUID id = predict();
    tell(id, "cat");
    tell(id, "dog");
    assertThat(recorded()).extracting(RecordedPrediction::truth).containsExactly(1);

    feedback.tell(List.of(new Truth(id, "dog"), new Truth(id, "cat")));
    assertThat(recorded()).extracting(RecordedPrediction::truth).containsExactly(0);
  }

  @Test
  void unknownPredictionIsNotFound() {
    UUID old = new TimeOrderedIds().next(clock.instant().minus(Duration.ofDays(1)));
    assertRefused(tell(old, "cat"), 404, "no-such-prediction");
    assertRefused(tell(UUID.randomUUID(), "cat"), 404, "no-such-prediction");
    assertThatThrownBy(() -> feedback.delete(old))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("no-such-prediction"));
  }

  /** Another node may still have it in its buffer. */
  @Test
  void unknownPredictionThatIsNewIsAskedForAgainInACluster() {
    UUID id = new TimeOrderedIds().next(clock.instant());
    if (isShared()) {
      assertRefused(tell(id, "cat"), 503, "prediction-not-recorded-yet");
    } else {
      assertRefused(tell(id, "cat"), 404, "no-such-prediction");
    }
  }

  @Test
  void labelThatTheModelDoesNotHaveIsRefused() {
    List<Refusal> refused = tell(predict(), "bird");

    assertRefused(refused, 422, "unknown-label");
    assertThat(refused.get(0).problem().getBody().getDetail())
        .isEqualTo(
            "label must be a label of model %s, was \"bird\". Its labels are cat, dog."
                .formatted(MODEL));
  }

  @Test
  void ofSeveralTruthsOnlyWrongOnesAreRefused() {
    List<UUID> ids = predict(MODEL, 2);
    List<Refusal> refused =
        feedback.tell(
            List.of(
                new Truth(ids.get(0), "cat"),
                new Truth(UUID.randomUUID(), "cat"),
                new Truth(ids.get(1), "dog")));

    assertThat(refused).extracting(Refusal::index).containsExactly(1);
    assertThat(recorded()).extracting(RecordedPrediction::truth).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void predictorTellsTheTruthOfItsOwnPredictionsOnly() {
    UUID key = UUID.randomUUID();
    asks(key, Role.PREDICTOR);
    UUID id = predict();
    assertThat(tell(id, "cat")).isEmpty();

    asks(UUID.randomUUID(), Role.PREDICTOR);
    assertRefused(tell(id, "dog"), 403, "not-owner");
    assertThatThrownBy(() -> feedback.delete(id)).isInstanceOf(Problem.class);
    asks(UUID.randomUUID(), Role.TRAINER);
    assertThat(tell(id, "dog")).isEmpty();
    assertThatThrownBy(() -> feedback.delete(id)).isInstanceOf(Problem.class);
    asks(key, Role.PREDICTOR);
    feedback.delete(id);
    assertThat(recorded()).isEmpty();
  }

  @Test
  void predictionsWaitWhileTheDatabaseIsAway() {
    UUID id = predict();
    willThrow(new DataAccessResourceFailureException("away")).given(predictions).insert(any());
    assertThatThrownBy(() -> tell(id, "cat"))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(buffer.size()).isEqualTo(1);

    willCallRealMethod().given(predictions).insert(any());
    assertThat(tell(id, "cat")).isEmpty();
  }

  /** The answer to the commit was lost, so the rows are there already. */
  @Test
  void predictionsThatWereWrittenAreNotWrittenAgain() {
    List<UUID> ids = predict(MODEL, 3);
    List<Prediction> batch = buffer.oldest(2, 1000);
    willThrow(new DataAccessResourceFailureException("away")).given(predictions).insert(any());
    writer.flushQuietly();
    willCallRealMethod().given(predictions).insert(any());
    predictions.insert(batch);

    writer.flushQuietly();
    assertThat(recorded())
        .extracting(RecordedPrediction::id)
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(meters.counter("residual.feedback.dropped").count()).isZero();
  }

  @Test
  void stoppingServiceWritesWhatWaits() {
    predict();
    writer.stop();
    assertThat(recorded()).hasSize(1);
    assertThat(writer.isRunning()).isFalse();
    writer.start();
  }

  @Test
  void oldPredictionsAreDeletedWithTheirImages() {
    predict(MODEL, 2).forEach(id -> tell(id, "cat"));
    clock.advance(Duration.ofDays(89));
    UUID younger = predict();
    writer.flushQuietly();
    cleaner.run();
    assertThat(count("prediction")).isEqualTo(3);

    clock.advance(Duration.ofDays(1).plusMillis(1));
    cleaner.run();
    assertThat(recorded()).extracting(RecordedPrediction::id).containsExactly(younger);
    assertThat(count("prediction_image")).isZero();
  }

  @Test
  void imagesWithoutTruthAreDeletedAfterADay() {
    List<UUID> ids = predict(MODEL, 3);
    tell(ids.get(1), "cat");
    clock.advance(Duration.ofDays(1));
    cleaner.run();
    assertThat(count("prediction_image")).isEqualTo(3);

    clock.advance(Duration.ofMillis(1));
    cleaner.run();
    assertThat(jdbc.sql("select prediction_id from prediction_image").query(UUID.class).list())
        .containsExactly(ids.get(1));
    assertThat(count("prediction")).isEqualTo(3);
  }

  @Test
  void oldestPredictionsMakeRoomForNewOnes() {
    for (int i = 0; i < 12; i++) {
      predict(MODEL, 100);
      clock.advance(Duration.ofMillis(1));
      writer.flushQuietly();
      assertThat(count("prediction")).isLessThanOrEqualTo(1000);
    }
    assertThat(recorded().get(0).createdAt())
        .isEqualTo(clock.instant().minus(Duration.ofMillis(10)));
  }

  @Test
  void imagesWithoutTruthMakeRoomFirst() {
    UUID first = predict();
    tell(first, "cat");
    for (int i = 0; i < 60; i++) {
      predict();
      clock.advance(Duration.ofMillis(1));
      writer.flushQuietly();
    }
    assertThat(images.bytes()).isBetween(1024L, 2048L + 110);
    assertThat(images.png(first)).isPresent();

    jdbc.sql("update prediction_image set labeled = true").update();
    for (int i = 0; i < 30; i++) {
      UUID id = predict();
      tell(id, "dog");
      clock.advance(Duration.ofMillis(1));
    }
    cleaner.run();
    assertThat(images.bytes()).isBetween(1024L, 2048L);
    assertThat(images.png(first)).isEmpty();
  }

  @Test
  void predictionsOfADeletedModelAreDeleted() {
    UUID other = UUID.randomUUID();
    addModel(other);
    predict(other, 3);
    UUID kept = predict();
    writer.flushQuietly();
    jdbc.sql("delete from model where id = :id").param("id", other).update();
    cleaner.delete(new ModelDeleted(other));
    assertThat(recorded()).extracting(RecordedPrediction::id).containsExactly(kept);
    assertThat(count("prediction")).isEqualTo(1);

    // These were answered before, but are written later.
    predict(other, 2);
    writer.flushQuietly();
    cleaner.run();
    assertThat(count("prediction")).isEqualTo(1);
    assertThat(count("prediction_image")).isEqualTo(1);
  }

  @Test
  void historyHasTheDaysThatAreAskedFor() {
    for (int day = 0; day < 4; day++) {
      predict();
      clock.advance(Duration.ofDays(1));
    }
    writer.flushQuietly();
    LocalDate first = recorded().get(0).createdAt().atOffset(ZoneOffset.UTC).toLocalDate();
    List<RecordedPrediction> some = new ArrayList<>();
    history.read(MODEL, first.plusDays(1), first.plusDays(2), some::add);

    assertThat(some)
        .extracting(each -> each.createdAt().atOffset(ZoneOffset.UTC).toLocalDate())
        .containsExactly(first.plusDays(1), first.plusDays(2));
  }

  @Test
  void archiveHasTheImagesWithTruthAndTheirLabels() throws IOException {
    List<UUID> ids = predict(MODEL, 4);
    tell(ids.get(3), "cat");
    tell(ids.get(0), "dog");
    tell(ids.get(2), "dog");
    Map<String, byte[]> files = unzipped(archive(null, null));

    assertThat(new String(files.remove("manifest.csv"), StandardCharsets.UTF_8).lines())
        .hasSize(4)
        .startsWith("file_name,label", ids.get(3) + ".png,cat")
        .contains(ids.get(0) + ".png,dog", ids.get(2) + ".png,dog");
    assertThat(files).hasSize(3);
    var image = ImageIO.read(new ByteArrayInputStream(files.get(ids.get(3) + ".png")));
    assertThat(image.getRGB(0, 0)).isEqualTo(0xff030000);
    assertThat(archive(null, null)).isEqualTo(archive(null, null));
  }

  @Test
  void archiveHasTheDaysThatAreAskedFor() throws IOException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    tell(predict(), "cat");
    clock.advance(Duration.ofDays(1));
    tell(predict(), "cat");

    assertThat(unzipped(archive(today, today))).hasSize(2);
    assertThat(unzipped(archive(today, today.plusDays(1)))).hasSize(3);
    assertThatThrownBy(() -> archive(null, today.minusDays(1)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("none has an image and a truth");
    assertThatThrownBy(() -> archive(today, today.minusDays(1))).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> archive(LocalDate.MIN, LocalDate.MAX)).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> archives.select(new FeedbackSelection("nobody", null, null)))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("no-such-model"));
  }

  private byte[] archive(LocalDate from, LocalDate to) throws IOException {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    archives.select(new FeedbackSelection(null, from, to)).writeTo(zip);
    return zip.toByteArray();
  }

  private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }
}
