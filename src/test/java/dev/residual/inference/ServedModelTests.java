package dev.residual.inference;

import static dev.residual.inference.NoiseImages.images;
import static dev.residual.inference.SmallModels.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.model.Calibration;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.storage.ArtifactException;
import dev.residual.torch.Devices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Tests small networks that are stored, registered and served like trained ones. */
@ResidualTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedModelTests {

  @Autowired MockMvcTester http;
  @Autowired ModelStore store;
  @Autowired PredictionService service;
  @Autowired ModelRegistry registry;
  @Autowired Devices devices;
  @Autowired ModelCache cache;

  private SmallModels models;
  private UUID one;
  private UUID other;

  @BeforeAll
  void addTwoModels() {
    models = new SmallModels(store, registry, http);
    one = models.add(1);
    other = models.add(2);
  }

  @AfterAll
  void removeModels() {
    models.remove(one);
    models.remove(other);
  }

  @Test
  void predictionsEqualTheNetworksOwn() throws Exception {
    List<byte[]> images = images(40);
    List<float[]> expected = answers(1, images);

    MvcTestResult answer = models.ask(one, images, "topK=10");

    assertThat(answer).hasStatusOk();
    String body = answer.getResponse().getContentAsString();
    for (int i = 0; i < images.size(); i++) {
      List<Map<String, ?>> top = JsonPath.read(body, "$.predictions[%d].top".formatted(i));
      double sum = 0;
      for (Map<String, ?> guess : top) {
        int index = (Integer) guess.get("index");
        double probability = ((Number) guess.get("probability")).doubleValue();
        assertThat(guess.get("label")).isEqualTo(SmallModels.LABELS.get(index));
        assertThat(probability).isCloseTo(expected.get(i)[index], within(1e-5));
        sum += probability;
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void explanationHasHeatmaps() {
    MvcTestResult answer = models.ask(one, images(2), "explain=true");

    assertThat(answer).hasStatusOk();
    assertThat(answer).bodyJson().extractingPath("$.predictions[1].heatmap").isNotNull();
  }

  @Test
  void probabilitiesUseTheTemperature() throws Exception {
    List<byte[]> images = images(1);
    float[] uncalibrated = answers(1, images).get(0);
    UUID calibrated = models.add(1, new Calibration(2, "test", 0.2, 0.1));

    MvcTestResult answer = models.ask(calibrated, images, "topK=1");

    double sum = 0;
    float largest = 0;
    for (float probability : uncalibrated) {
      sum += Math.sqrt(probability);
      largest = Math.max(largest, probability);
    }
    double probability =
        JsonPath.<Number>read(
                answer.getResponse().getContentAsString(), "$.predictions[0].probability")
            .doubleValue();
    assertThat(probability).isCloseTo(Math.sqrt(largest) / sum, within(1e-4));
    models.remove(calibrated);
  }

  @Test
  void concurrentClientsGetTheirOwnAnswersWithOneCachedModel() throws Exception {
    ServingSettings settings =
        new ServingSettings(2, 0, "auto", "fp32", 32, 256, Duration.ZERO, Duration.ofMinutes(1), 1);
    ServingMetrics meters = new ServingMetrics(new SimpleMeterRegistry());
    ModelCache cached = new ModelCache(store, devices, settings, Clock.systemUTC());
    DynamicBatcher batcher = new DynamicBatcher(settings, meters);
    ModelResolver resolver = new ModelResolver(registry, cached, Clock.systemUTC());
    PredictionService busy = new PredictionService(resolver, cached, batcher, meters, settings);
    List<byte[]> images = images(3);
    Map<UUID, List<float[]>> expected = Map.of(one, answers(1, images), other, answers(2, images));
    try {
      List<CompletableFuture<?>> clients =
          Stream.generate(() -> List.of(one, other))
              .limit(20)
              .flatMap(List::stream)
              .<CompletableFuture<?>>map(
                  id ->
                      CompletableFuture.runAsync(
                          () ->
                              assertClose(
                                  ask(busy, id.toString(), images).probabilities(),
                                  expected.get(id))))
              .toList();
      assertThat(CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Duration.ofMinutes(1));
    } finally {
      batcher.stop();
      cached.close();
    }
  }

  @Test
  void deletedModelLeavesTheMemory() throws Exception {
    UUID id = models.add(3);
    RegisteredModel deleted = registry.find(id.toString()).orElseThrow();
    assertThat(models.ask(id, images(1), "topK=1")).hasStatusOk();

    assertThat(http.delete().uri("/models/{id}", id)).hasStatus(HttpStatus.NO_CONTENT);

    assertThatExceptionOfType(ArtifactException.class)
        .as("it is read again, but its files are gone")
        .isThrownBy(() -> cache.acquire(deleted, Deadline.of(Duration.ofMinutes(1))));
  }

  @Test
  void switchingAnAliasUnderLoadMixesNoAnswers() {
    List<byte[]> images = images(1);
    Map<UUID, List<float[]>> expected = Map.of(one, answers(1, images), other, answers(2, images));
    models.assign("switch", one);
    AtomicBoolean switching = new AtomicBoolean(true);
    List<CompletableFuture<?>> clients =
        Stream.<CompletableFuture<?>>generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> {
                          while (switching.get()) {
                            PredictionResult answer = ask(service, "switch", images);
                            assertClose(answer.probabilities(), expected.get(answer.model().id()));
                          }
                        },
                        task -> new Thread(task).start()))
            .limit(2)
            .toList();

    for (int i = 0; i < 20; i++) {
      UUID next = i % 2 == 0 ? other : one;
      models.assign("switch", next);
      assertThat(ask(service, "switch", images).model().id()).isEqualTo(next);
    }
    switching.set(false);

    assertThat(CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)))
        .succeedsWithin(Duration.ofMinutes(1));
    assertThat(http.delete().uri("/models/aliases/switch")).hasStatus(HttpStatus.NO_CONTENT);
  }

  private static void assertClose(List<float[]> found, List<float[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      for (int j = 0; j < found.get(i).length; j++) {
        assertThat(found.get(i)[j]).isCloseTo(expected.get(i)[j], within(1e-5f));
      }
    }
  }

  private static PredictionResult ask(PredictionService service, String name, List<byte[]> images) {
    return service.predict(
        name, service.find(name), images.stream().map(StubModel::input).toList(), false);
  }
}
