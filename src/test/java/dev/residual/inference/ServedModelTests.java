package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.dataset.PictureTensors;
import dev.residual.model.Calibration;
import dev.residual.model.CheckPictures;
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
import dev.residual.torch.Acceleration;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import dev.residual.torch.GradMode;
import dev.residual.torch.Precision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
  @Autowired Oracle oracle;
  @Autowired Registry registry;
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
  void inBf16AnAnswerIsNearlyThat() {
    ComputeDevice device = devices.forServing();
    assumeThat(device.precisions()).contains(Precision.BF16);
    assumeThat(device.has(Acceleration.PACKED_CONVOLUTIONS)).isTrue();
    List<byte[]> pictures = pictures(5);
    List<float[]> expected = expected(1, pictures);
    RegisteredModel model = registry.find(one.toString()).orElseThrow();

    List<float[]> found =
        aside(
            () -> {
              try (PreparedModel fast = new PreparedModel(model, store, device, Precision.BF16)) {
                return fast.scores(pictures, false).stream()
                    .map(scores -> fast.probabilities(scores.logits()))
                    .toList();
              }
            });

    for (int i = 0; i < found.size(); i++) {
      for (int j = 0; j < found.get(i).length; j++) {
        assertThat(found.get(i)[j]).isCloseTo(expected.get(i)[j], within(0.02f));
      }
    }
  }

  @Test
  void anExplanationComesFromTheModelItself() {
    MvcTestResult answer =
        http.post()
            .uri("/predict?explain=true&model=" + one)
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(joined(pictures(2)))
            .exchange();

    assertThat(answer).hasStatusOk();
    assertThat(answer).bodyJson().extractingPath("$.predictions[1].heatmap").isNotNull();
  }

  @Test
  void probabilitiesAreThoseOfTheModelsTemperature() throws Exception {
    List<byte[]> pictures = pictures(1);
    float[] cold = expected(1, pictures).get(0);
    UUID warm =
        registered(
            1,
            "jobs/%s/1/model".formatted(UUID.randomUUID()),
            new Calibration(2, "test", 0.2, 0.1));

    MvcTestResult answer =
        http.post()
            .uri("/predict?topK=1&model=" + warm)
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(joined(pictures))
            .exchange();

    double sum = 0;
    float largest = 0;
    for (float probability : cold) {
      sum += Math.sqrt(probability);
      largest = Math.max(largest, probability);
    }
    double probability =
        JsonPath.<Number>read(
                answer.getResponse().getContentAsString(), "$.predictions[0].probability")
            .doubleValue();
    assertThat(probability).isCloseTo(Math.sqrt(largest) / sum, within(1e-4));
    assertThat(http.delete().uri("/models/" + warm)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void aModelThatAnswersOtherwiseThanItDidIsNotServed() {
    List<byte[]> pictures = pictures(2);
    float[][] otherLogits = {new float[10], new float[10]};
    otherLogits[0][3] = 20;
    UUID untrue =
        registered(
            4,
            "jobs/%s/1/model".formatted(UUID.randomUUID()),
            null,
            new CheckPictures(pictures, otherLogits));

    MvcTestResult pointed =
        http.put()
            .uri("/models/aliases/best")
            .contentType(MediaType.APPLICATION_JSON)
            .content("{\"modelId\": \"%s\"}".formatted(untrue))
            .exchange();

    assertThat(pointed).hasStatus(HttpStatus.CONFLICT);
    assertThat(pointed).bodyJson().extractingPath("$.code").isEqualTo("model-damaged");
    assertThat(registry.find("best")).isEmpty();
    assertThat(http.delete().uri("/models/" + untrue)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void manyClientsOfManyModelsGetTheirOwnAnswersThoughOnlyOneModelIsKept() throws Exception {
    ServingSettings settings =
        new ServingSettings(2, 0, "fp32", 256, Duration.ZERO, Duration.ofMinutes(1), 1);
    ServingMeters meters = new ServingMeters(new SimpleMeterRegistry());
    PreparedModels few = new PreparedModels(store, devices, settings, Clock.systemUTC());
    Batcher batcher = new Batcher(settings, meters);
    ServedNames names = new ServedNames(registry, few, Clock.systemUTC());
    Oracle busy = new Oracle(names, few, batcher, meters, settings);
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
                          () ->
                              assertClose(
                                  busy.ask(id.toString(), pictures, false).probabilities(),
                                  expected.get(id))))
              .toList();
      assertThat(CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Duration.ofMinutes(1));
    } finally {
      batcher.stop();
      few.close();
    }
  }

  @Test
  void whileANameSwingsUnderLoadEveryAnswerIsThatOfTheModelItNames() {
    List<byte[]> pictures = pictures(1);
    Map<UUID, List<float[]>> expected =
        Map.of(one, expected(1, pictures), other, expected(2, pictures));
    point("swing", one);
    AtomicBoolean swinging = new AtomicBoolean(true);
    List<CompletableFuture<?>> clients =
        Stream.<CompletableFuture<?>>generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> {
                          while (swinging.get()) {
                            Answer answer = oracle.ask("swing", pictures, false);
                            assertClose(answer.probabilities(), expected.get(answer.model().id()));
                          }
                        },
                        task -> new Thread(task).start()))
            .limit(2)
            .toList();

    for (int i = 0; i < 20; i++) {
      UUID next = i % 2 == 0 ? other : one;
      point("swing", next);
      assertThat(oracle.ask("swing", pictures, false).model().id()).isEqualTo(next);
    }
    swinging.set(false);

    assertThat(CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)))
        .succeedsWithin(Duration.ofMinutes(1));
    assertThat(http.delete().uri("/models/aliases/swing")).hasStatus(HttpStatus.NO_CONTENT);
  }

  private void point(String alias, UUID model) {
    assertThat(
            http.put()
                .uri("/models/aliases/" + alias)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"modelId\": \"%s\"}".formatted(model)))
        .hasStatusOk();
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
        .containsExactly("model", "topK", "fit", "polarity", "explain", "abstainBelow");
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

  @Test
  void theOpenInferenceProtocolAnswersTheSame() throws Exception {
    String document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
    String pixels = JsonPath.parse(example(document, "picture")).jsonString();
    String tensor = JsonPath.parse(example(document, "infer")).jsonString();
    assertThat(
            http.put()
                .uri("/models/aliases/twin")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"modelId\": \"%s\"}".formatted(one)))
        .hasStatusOk();

    String plain = body("/predict?topK=10&model=twin", pixels);
    String open = body("/v2/models/twin/infer", tensor);
    String pinned = body("/v2/models/twin/versions/%s/infer".formatted(other), tensor);

    List<Map<String, ?>> top = JsonPath.read(plain, "$.predictions[0].top");
    List<Number> probabilities = JsonPath.read(open, "$.outputs[0].data");
    assertThat(probabilities).hasSize(top.size());
    for (Map<String, ?> guess : top) {
      assertThat(probabilities.get((Integer) guess.get("index")))
          .isEqualTo(guess.get("probability"));
    }
    assertThat(JsonPath.<String>read(open, "$.outputs[1].data[0]"))
        .isEqualTo(top.get(0).get("label"));
    assertThat(JsonPath.<String>read(open, "$.model_version")).isEqualTo(one.toString());
    assertThat(JsonPath.<String>read(pinned, "$.model_version")).isEqualTo(other.toString());
    assertThat(JsonPath.<Object>read(pinned, "$.outputs[0].data")).isNotEqualTo(probabilities);
    assertThat(http.get().uri("/v2/models/twin/ready")).hasStatusOk();
    assertThat(http.get().uri("/v2/health/ready")).hasStatusOk();
    assertThat(
            JsonPath.<Map<String, ?>>read(
                document, "$.paths['/v2/models/{name}/infer'].post.responses.400.content"))
        .containsOnlyKeys("application/json");
    assertThat(http.delete().uri("/models/aliases/twin")).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void theDocumentTellsThatTensorsMayBeBytes() throws Exception {
    String document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
    for (String path : List.of("/v2/models/{name}", "/v2/models/{name}/versions/{version}")) {
      String post = "$.paths['%s/infer'].post".formatted(path);

      assertThat(JsonPath.<Map<String, ?>>read(document, post + ".requestBody.content"))
          .containsOnlyKeys("application/json", "application/octet-stream");
      assertThat(JsonPath.<Map<String, ?>>read(document, post + ".responses.200.content"))
          .containsOnlyKeys("application/json", "application/octet-stream");
      assertThat(
              JsonPath.<List<String>>read(document, post + ".parameters[?(@.in=='header')].name"))
          .containsExactly("Inference-Header-Content-Length");
      assertThat(JsonPath.<Map<String, ?>>read(document, post + ".responses.200.headers"))
          .containsOnlyKeys("Inference-Header-Content-Length");
    }
    assertThat(
            JsonPath.<Map<String, ?>>read(document, "$.components.schemas.ImageTensor.properties"))
        .containsOnlyKeys("name", "datatype", "shape", "parameters", "data");
    assertThat(JsonPath.<List<String>>read(document, "$.components.schemas.ImageTensor.required"))
        .containsExactlyInAnyOrder("name", "datatype", "shape");
    assertThat(JsonPath.<String>read(document, "$.components.schemas.TensorData.type"))
        .isEqualTo("array");
    assertThat(JsonPath.<Map<String, ?>>read(document, "$.components.schemas.Output.properties"))
        .containsOnlyKeys("name", "datatype", "shape", "parameters", "data");
  }

  private static Object example(String document, String name) {
    return JsonPath.read(document, "$.components.examples.%s.value".formatted(name));
  }

  private String body(String uri, String json) throws Exception {
    MvcTestResult answer =
        http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(json).exchange();
    assertThat(answer).hasStatusOk();
    return answer.getResponse().getContentAsString();
  }

  private UUID registered(long seed) {
    return registered(seed, "jobs/%s/1/model".formatted(UUID.randomUUID()));
  }

  private UUID registered(long seed, String key) {
    return registered(seed, key, null);
  }

  private UUID registered(long seed, String key, @Nullable Calibration calibration) {
    return registered(seed, key, calibration, null);
  }

  private UUID registered(
      long seed, String key, @Nullable Calibration calibration, @Nullable CheckPictures expected) {
    try (NDManager manager = NDManager.newBaseManager()) {
      SavedModel saved =
          store.save(key, network(manager, seed), description(calibration), expected);
      return registry.register(saved, UUID.randomUUID(), Promotion.NEVER);
    }
  }

  private static ResNet network(NDManager manager, long seed) {
    ResNet network = new ResNet(SMALL, LABELS.size());
    network.initialize(manager, INPUT, seed);
    return network;
  }

  private List<float[]> expected(long seed, List<byte[]> pictures) {
    return aside(
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

  /** On a thread that keeps nothing for gradients. */
  private static <T> T aside(Supplier<T> computation) {
    return CompletableFuture.supplyAsync(
            () -> {
              GradMode.off();
              return computation.get();
            },
            task -> new Thread(task).start())
        .join();
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

  private static Description description(@Nullable Calibration calibration) {
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
        calibration);
  }
}
