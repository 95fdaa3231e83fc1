package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.dataset.PictureTensors;
import dev.residual.model.Description;
import dev.residual.model.ModelStore;
import dev.residual.model.Normalization;
import dev.residual.model.Promotion;
import dev.residual.model.RegisteredModel;
import dev.residual.model.Registry;
import dev.residual.model.SavedModel;
import dev.residual.model.TestResult;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.torch.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** A small network, stored, registered and served as a trained one is. */
@ResidualTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedModelTests {

  private static final Architecture SMALL =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.ARTICLE);
  private static final List<String> LABELS =
      IntStream.range(0, 10).mapToObj(index -> "label " + index).toList();
  private static final Shape INPUT = new Shape(1, 1, 28, 28);

  @Autowired MockMvcTester http;
  @Autowired ModelStore store;
  @Autowired Registry registry;
  @Autowired ServingThreads threads;
  @Autowired Devices devices;

  private UUID one;
  private UUID other;

  @BeforeAll
  void twoModelsAreThere() {
    one = registered(1);
    other = registered(2);
  }

  @AfterAll
  void noModelIsLeftToOtherTests() {
    Stream.of(one, other)
        .forEach(id -> assertThat(http.delete().uri("/models/" + id).exchange()).hasStatus(204));
  }

  @Test
  void anAnswerIsWhatTheStoredNetworkSays() throws Exception {
    List<byte[]> pictures = pictures(40);
    List<float[]> expected = expected(1, pictures);

    MvcTestResult answer =
        http.post()
            .uri("/predict?topK=10&model=" + one)
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(joined(pictures))
            .exchange();

    assertThat(answer).hasStatusOk();
    String body = answer.getResponse().getContentAsString();
    for (int i = 0; i < pictures.size(); i++) {
      List<Map<String, ?>> top = JsonPath.read(body, "$.predictions[%d].top".formatted(i));
      double sum = 0;
      for (Map<String, ?> guess : top) {
        int index = (Integer) guess.get("index");
        double probability = ((Number) guess.get("probability")).doubleValue();
        assertThat(guess.get("label")).isEqualTo(LABELS.get(index));
        assertThat(probability).isCloseTo(expected.get(i)[index], within(1e-5));
        sum += probability;
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void manyClientsOfManyModelsGetTheirOwnAnswersThoughOnlyOneModelIsKept() {
    ServingSettings settings = new ServingSettings(2, 256, Duration.ofMinutes(1), 1);
    Classifiers few = new Classifiers(store, devices, settings, Clock.systemUTC());
    ServingThreads serving = new ServingThreads(settings);
    List<byte[]> pictures = pictures(3);
    Map<UUID, List<float[]>> expected =
        Map.of(one, expected(1, pictures), other, expected(2, pictures));
    try {
      List<CompletableFuture<?>> clients =
          Stream.generate(() -> List.of(one, other))
              .limit(20)
              .flatMap(List::stream)
              .<CompletableFuture<?>>map(
                  id ->
                      CompletableFuture.runAsync(
                          () -> {
                            RegisteredModel model = registry.find(id.toString()).orElseThrow();
                            Answer answer = serving.call(() -> few.ask(model, pictures));
                            assertClose(answer.probabilities(), expected.get(id));
                          }))
              .toList();
      assertThat(CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Duration.ofMinutes(1));
    } finally {
      few.close();
      stop(serving);
    }
  }

  @Test
  void aModelWhoseWeightsAreGoneIsAProblemThatTellsNoPath() throws Exception {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    UUID damaged = registered(3, key);
    Files.delete(Path.of("target/test-artifacts", key, "model.safetensors"));

    MvcTestResult answer =
        http.post()
            .uri("/predict?model=" + damaged)
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(joined(pictures(1)))
            .exchange();

    assertThat(answer).hasStatus(HttpStatus.CONFLICT);
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo("model-damaged");
    assertThat(answer).bodyText().doesNotContain("artifacts", "safetensors");
    assertThat(http.delete().uri("/models/" + damaged)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void theExampleOfTheDocumentWorksAsItIs() throws Exception {
    String document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
    String post = "$.paths['/predict'].post";
    Map<String, Map<String, ?>> bodies = JsonPath.read(document, post + ".requestBody.content");
    assertThat(bodies)
        .containsOnlyKeys(
            "application/json",
            "multipart/form-data",
            "image/png",
            "image/jpeg",
            "application/octet-stream");
    assertThat(JsonPath.<List<String>>read(document, post + ".parameters[*].name"))
        .containsExactly("model", "topK");
    Object example = JsonPath.read(document, "$.components.examples.picture.value");

    assertThat(
            http.post()
                .uri("/predict?model=" + other)
                .contentType(MediaType.APPLICATION_JSON)
                .content(JsonPath.parse(example).jsonString())
                .exchange())
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions.length()")
        .isEqualTo(1);
  }

  private UUID registered(long seed) {
    return registered(seed, "jobs/%s/1/model".formatted(UUID.randomUUID()));
  }

  private UUID registered(long seed, String key) {
    try (NDManager manager = NDManager.newBaseManager()) {
      SavedModel saved = store.save(key, network(manager, seed), description(), null);
      return registry.register(saved, UUID.randomUUID(), Promotion.NEVER);
    }
  }

  private static ResNet network(NDManager manager, long seed) {
    ResNet network = new ResNet(SMALL, LABELS.size());
    network.initialize(manager, INPUT, seed);
    return network;
  }

  private List<float[]> expected(long seed, List<byte[]> pictures) {
    return threads.call(
        () -> {
          try (NDManager manager = NDManager.newBaseManager()) {
            ResNet network = network(manager, seed);
            ParameterStore parameters = new ParameterStore(manager, false);
            return pictures.stream()
                .map(picture -> PictureTensors.images(manager, List.of(picture), 28))
                .map(image -> network.forward(parameters, new NDList(image), false))
                .map(logits -> logits.singletonOrThrow().softmax(1).toFloatArray())
                .toList();
          }
        });
  }

  private static void assertClose(List<float[]> found, List<float[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      for (int j = 0; j < found.get(i).length; j++) {
        assertThat(found.get(i)[j]).isCloseTo(expected.get(i)[j], within(1e-5f));
      }
    }
  }

  private static List<byte[]> pictures(int count) {
    Random random = new Random(count);
    return Stream.generate(
            () -> {
              byte[] picture = new byte[28 * 28];
              random.nextBytes(picture);
              return picture;
            })
        .limit(count)
        .toList();
  }

  private static byte[] joined(List<byte[]> pictures) {
    byte[] all = new byte[pictures.size() * 28 * 28];
    for (int i = 0; i < pictures.size(); i++) {
      System.arraycopy(pictures.get(i), 0, all, i * 28 * 28, 28 * 28);
    }
    return all;
  }

  private static void stop(ServingThreads serving) {
    try {
      serving.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Description description() {
    return new Description(
        SMALL,
        1,
        28,
        Normalization.ARTICLE,
        LABELS,
        "fashion-mnist-sample",
        Map.of(),
        Map.of(),
        42,
        "cpu",
        "fp32",
        100L,
        Map.of(),
        new TestResult("test", 1000, 2.3, 0.1, 0.5),
        null);
  }
}
