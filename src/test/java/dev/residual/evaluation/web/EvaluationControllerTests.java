package dev.residual.evaluation.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.evaluation.EvaluationFiles;
import dev.residual.evaluation.Outputs;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.ModelStore.AttachmentWriter;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import dev.residual.model.StoredModel;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

@ResidualTest
class EvaluationControllerTests {

  private static final List<String> NAMES = List.of("Shirt", "Bag");
  private static final int[] LABELS = labels(200);

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JsonMapper json;

  private final List<UUID> models = new ArrayList<>();

  @AfterEach
  void deleteModels() {
    models.forEach(id -> http.delete().uri("/models/" + id).exchange());
  }

  @Test
  void evaluationIsAnsweredAsItWasStored() {
    UUID model = tested(LABELS, 0, 3, 5);

    MvcTestResult answer = get(model, "");
    assertThat(answer).hasStatusOk().hasContentType("application/json");
    assertThat(answer).bodyJson().extractingPath("$.images").isEqualTo(200);
    assertThat(answer).bodyJson().extractingPath("$.accuracy.value").isEqualTo(0.985);
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.confusion.matrix")
        .isEqualTo(List.of(List.of(99, 1), List.of(2, 98)));
    assertThat(answer).bodyJson().extractingPath("$.mistakes.length()").isEqualTo(3);
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.mistakes[0].thumbnail")
        .asString()
        .startsWith("iVBORw0KGgo");
    assertThat(answer).bodyJson().extractingPath("$.reliability.before.length()").isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/confusion.svg", "/reliability.svg", "/label-errors", "/predictions"})
  void everyPartHasAnEtag(String part) {
    UUID model = tested(LABELS, 1);
    String etag = get(model, part).getResponse().getHeader("ETag");

    assertThat(etag).matches("(W/)?\"[0-9a-f]{64}(-\\d+)?\"");
    assertThat(http.get().uri(path(model, part)).header("If-None-Match", etag).exchange())
        .hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(http.head().uri(path(model, part)).exchange()).hasStatusOk();
  }

  @Test
  void diagramsAreImagesThatRunNothing() throws Exception {
    MvcTestResult answer = get(tested(LABELS, 1), "/confusion.svg");

    assertThat(answer).hasStatusOk().hasContentType("image/svg+xml");
    assertThat(answer)
        .hasHeader("Content-Security-Policy", "default-src 'none'; sandbox")
        .hasHeader("X-Content-Type-Options", "nosniff");
    assertThat(answer.getResponse().getContentAsString()).contains("<title").contains("Shirt");
  }

  @Test
  void labelErrorsAreACsvFile() throws Exception {
    // The network is sure of all, so its mistakes look like wrong labels.
    MvcTestResult answer = get(tested(LABELS, 7, 8), "/label-errors");

    assertThat(answer).hasStatusOk().hasContentType("text/csv;charset=UTF-8");
    assertThat(answer.getResponse().getContentAsString().lines())
        .hasSize(3)
        .first()
        .isEqualTo("split,image,label,probability,suggested,suggested_probability");
    assertThat(answer.getResponse().getContentAsString())
        .contains("test,7,Bag,")
        .contains(",Shirt,");
  }

  @Test
  void predictionsAreASafetensorsFile() {
    byte[] file = get(tested(LABELS, 7), "/predictions").getResponse().getContentAsByteArray();

    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(new String(file, 8, (int) header)).contains("\"logits\"").contains("[200,2]");
  }

  @Test
  void modelOfAnEarlierVersionHasNoEvaluation() throws Exception {
    UUID model = save(Samples.description("fashion-mnist", 0.9), Map.of());

    for (String part : List.of("", "/confusion.svg", "/label-errors", "/predictions")) {
      assertProblem(
          get(model, part),
          HttpStatus.NOT_FOUND,
          "no-evaluation",
          "POST /models/" + model + "/evaluations");
    }
    assertProblem(
        compare(model, model), HttpStatus.NOT_FOUND, "no-evaluation", "an earlier version");
    assertThat(http.get().uri("/models/" + model).exchange())
        .bodyJson()
        .doesNotHavePath("$.links.evaluation");
  }

  @Test
  void weightsFromElsewhereHaveNoEvaluation() throws Exception {
    assertProblem(
        get(save(uploaded(NAMES), Map.of()), ""),
        HttpStatus.NOT_FOUND,
        "no-evaluation",
        "its weights are from elsewhere, and were not tested here. POST /models/");
    assertProblem(
        get(save(uploaded(List.of()), Map.of()), ""),
        HttpStatus.CONFLICT,
        "model-without-labels",
        "backbone");
    assertProblem(get(UUID.randomUUID(), ""), HttpStatus.NOT_FOUND, "no-such-model", "GET /models");
  }

  private static ModelDescription uploaded(List<String> labels) {
    ModelDescription trained = Samples.description("fashion-mnist", 0.9);
    return ModelDescription.imported(
        trained.architecture(),
        trained.preprocessing(),
        labels,
        new ModelDescription.Origin("mine", null, null, "00ff", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {EvaluationFiles.REPORT, EvaluationFiles.CORRECT})
  void damagedFileIsAnsweredWithAConflict(String name) throws Exception {
    UUID model = tested(LABELS, 1);
    StoredModel stored = registry.stored(model);
    Path file =
        store.file(stored, stored.manifest().attachment(name).orElseThrow()).getFile().toPath();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertProblem(compare(model, model), HttpStatus.CONFLICT, "model-corrupt", "the log names");
  }

  @Test
  void betterModelIsNamedInOneSentence() throws Exception {
    UUID worse = tested(LABELS, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    UUID better = tested(LABELS, 1);

    MvcTestResult answer = compare(worse, better);
    assertThat(answer).hasStatusOk();
    assertThat(answer).bodyJson().extractingPath("$.onlyB").isEqualTo(8);
    assertThat(answer).bodyJson().extractingPath("$.onlyA").isEqualTo(0);
    assertThat(answer).bodyJson().extractingPath("$.bothWrong").isEqualTo(1);
    assertThat(answer).bodyJson().extractingPath("$.difference.value").isEqualTo(0.04);
    // 2 / 256 less 1 / 256
    String body = answer.getResponse().getContentAsString();
    assertThat(JsonPath.<Number>read(body, "$.pValue").doubleValue())
        .isCloseTo(0.00390625, within(1e-12));
    assertThat(answer).bodyJson().extractingPath("$.better").isEqualTo("b");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.verdict")
        .isEqualTo(
            "Model %.8s is better than model %.8s: it is right on 99.5 %% of the 200 test images instead"
                    .formatted(better, worse)
                + " of 95.5 %,"
                + " and chance alone hardly explains that (p = 0.004).");
    assertThat(compare(better, worse)).bodyJson().extractingPath("$.better").isEqualTo("a");
  }

  @Test
  void smallDifferenceDoesNotTellWhichModelIsBetter() {
    MvcTestResult answer = compare(tested(LABELS, 1, 2), tested(LABELS, 1));

    assertThat(answer).bodyJson().extractingPath("$.better").isNull();
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.verdict")
        .asString()
        .startsWith("The 200 test images do not tell which model is better")
        .contains("99.0 %", "99.5 %", "(p = 0.500)");
  }

  @Test
  void modelsOfDifferentTestsCannotBeCompared() throws Exception {
    assertProblem(
        compare(tested(LABELS), tested(labels(100))),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "different-tests",
        "a on 200 of fashion-mnist, b on 100 of fashion-mnist");
  }

  @Test
  void comparisonTakesAliasesAndRefusesUnknownNames() throws Exception {
    UUID model = tested(LABELS, 1);
    http.put()
        .uri("/models/aliases/compared")
        .contentType("application/json")
        .content("{\"modelId\": \"" + model + "\"}")
        .exchange();
    try {
      assertThat(http.get().uri("/models/compare?a=compared&b=" + model).exchange())
          .bodyJson()
          .extractingPath("$.verdict")
          .isEqualTo(
              "compared and model %.8s are the same model, which is right on 99.5 %% of the 200 test images."
                  .formatted(model));
      assertProblem(
          http.get().uri("/models/compare?a=compared&b=nobody").exchange(),
          HttpStatus.NOT_FOUND,
          "no-such-model",
          "b must be the id or an alias of a model, was \"nobody\"");
      assertThat(http.get().uri("/models/compare?a=compared").exchange())
          .hasStatus(HttpStatus.BAD_REQUEST);
    } finally {
      http.delete().uri("/models/aliases/compared").exchange();
    }
  }

  private MvcTestResult compare(UUID a, UUID b) {
    return http.get().uri("/models/compare?a=" + a + "&b=" + b).exchange();
  }

  private MvcTestResult get(UUID model, String part) {
    return http.get().uri(path(model, part)).exchange();
  }

  private static String path(UUID model, String part) {
    return "/models/" + model + "/evaluation" + part;
  }

  private static void assertProblem(
      MvcTestResult answer, HttpStatus status, String code, String detail)
      throws UnsupportedEncodingException {
    assertThat(answer).hasStatus(status).hasContentType("application/problem+json");
    String body = answer.getResponse().getContentAsString();
    assertThat(JsonPath.<String>read(body, "$.code")).isEqualTo(code);
    assertThat(JsonPath.<String>read(body, "$.detail")).contains(detail);
  }

  /** Registers a model that is wrong on these images. */
  private UUID tested(int[] labels, int... wrong) {
    int[] predictions = labels.clone();
    Arrays.stream(wrong).forEach(image -> predictions[image] = 1 - labels[image]);
    return save(
        Samples.description("fashion-mnist", 0.9),
        Outputs.files("fashion-mnist", NAMES, labels, predictions, json));
  }

  private UUID save(ModelDescription description, Map<String, AttachmentWriter> files) {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved = store.save(key, Samples.network(manager, 1), description, null, files);
      UUID id = registry.register(saved, null, PromotionPolicy.NEVER);
      models.add(id);
      return id;
    }
  }

  private static int[] labels(int count) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 2);
    return labels;
  }
}
