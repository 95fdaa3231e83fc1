package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@ResidualTest
@ExtendWith(OutputCaptureExtension.class)
class ModelControllerTests {

  /** A manifest from before there were calibrations and reference samples. */
  private static final String MANIFEST_OF_AN_EARLIER_VERSION =
      """
      {"format": 1,
       "description": {
         "architecture": {"block": "basic", "blocks": [1, 1], "channels": [4, 8], "stem": "small",
                          "convention": "torchvision"},
         "imageFormat": {"channels": 1, "height": 28, "width": 28},
         "imageSize": 28, "normalization": {"mean": [127.5], "scale": [127.5]},
         "labels": ["Shirt", "Bag"], "dataset": "fashion-mnist", "digests": {"images": "00ff"},
         "recipe": {"epochs": 1}, "seed": 42, "device": "cpu", "precision": "fp32", "steps": 100,
         "versions": {"djl": "0"},
         "test": {"split": "test", "images": 100, "loss": 0.5, "top1": 0.9, "top5": 1.0}},
       "weights": {"file": "model.safetensors", "parameters": 10, "bytes": 40, "sha256": "00ff"}}
      """;

  @Autowired private MockMvcTester mvc;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JdbcClient jdbc;
  private UUID job;
  private UUID model;

  @BeforeEach
  void registerModel() {
    clear();
    job = UUID.randomUUID();
    model = save();
  }

  @AfterEach
  void clear() {
    jdbc.sql("delete from model_alias").update();
    jdbc.sql("delete from model").update();
  }

  @Test
  void modelShowsItsDescriptionAndResults() {
    var result = mvc.get().uri("/models/{id}", model).exchange();

    assertThat(result)
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"id": "%s", "jobId": "%s", "architecture": "custom", "dataset": "fashion-mnist",
             "imageSize": 28, "normalization": {"mean": [127.5], "scale": [127.5]},
             "preprocessing": {"channels": 1, "orientation": "exif", "imageSize": 28, "crop": 1.0,
                               "mean": [127.5], "scale": [127.5], "fit": "exact", "height": 28,
                               "width": 28},
             "labels": ["Shirt", "Bag"], "aliases": [], "precision": "fp32", "seed": 42,
             "recipe": {"epochs": 1}, "versions": {"djl": "0"},
             "test": {"split": "test", "images": 100, "loss": 0.5, "top1": 0.9, "top5": 1.0},
             "calibration": {"temperature": 1.25, "fittedOn": "held-out",
                             "errorBefore": 0.0625, "errorAfter": 0.03125},
             "links": {"self": "/models/%s", "weights": "/models/%s/weights",
                       "onnx": "/models/%s/onnx", "card": "/models/%s/card",
                       "bundle": "/models/%s/bundle"}}
            """
                .formatted(model, job, model, model, model, model, model));
    assertThat(result).bodyJson().extractingPath("$.weightsSha256").isEqualTo(digest());
  }

  @Test
  void listIsPagedNewestFirst() throws Exception {
    UUID second = save();
    UUID third = save();

    var first = mvc.get().uri("/models?limit=2").exchange();
    assertThat(first)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.items[*].id")
        .asArray()
        .containsExactly(third.toString(), second.toString());

    var last = mvc.get().uri("/models?limit=2&cursor={cursor}", cursorOf(first)).exchange();
    assertThat(last)
        .bodyJson()
        .extractingPath("$.items[*].id")
        .asArray()
        .containsExactly(model.toString());
    assertThat(last).bodyJson().extractingPath("$.nextCursor").isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=101", "limit=many", "cursor=nonsense"})
  void invalidPageIsRejected(String query) {
    assertProblem(mvc.get().uri("/models?" + query).exchange(), 400, "invalid-request");
  }

  @Test
  void aliasPointsToTheModelAssignedLast() {
    UUID other = save();

    assertThat(assign("best", model))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo("{\"alias\": \"best\", \"modelId\": \"%s\"}".formatted(model));
    assertThat(assign("best", other)).hasStatusOk();

    assertThat(mvc.get().uri("/models/aliases"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.items[*].modelId")
        .asArray()
        .containsExactly(other.toString());
    assertThat(mvc.get().uri("/models/{id}", other))
        .bodyJson()
        .extractingPath("$.aliases")
        .asArray()
        .containsExactly("best");
  }

  @Test
  void aliasedModelCannotBeDeleted() throws IOException {
    assign("best", model);

    var rejected = mvc.delete().uri("/models/{id}", model).exchange();
    assertProblem(rejected, 409, "model-in-use");
    assertThat(rejected)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("is served as best", "PUT /models/aliases/best", "DELETE /models/aliases/best");
    assertThat(weights()).exists();

    assign("best", save());
    assertThat(mvc.delete().uri("/models/{id}", model)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void deletingAModelDeletesItsFiles() throws IOException {
    Path file = weights();

    assertThat(mvc.delete().uri("/models/{id}", model)).hasStatus(HttpStatus.NO_CONTENT);

    assertThat(file.getParent()).doesNotExist();
    assertProblem(mvc.get().uri("/models/{id}", model).exchange(), 404, "no-such-model");
    assertProblem(mvc.delete().uri("/models/{id}", model).exchange(), 404, "no-such-model");
    assertProblem(mvc.get().uri("/models/{id}/weights", model).exchange(), 404, "no-such-model");
    assertProblem(assign("best", model), 404, "no-such-model");
  }

  @Test
  void damagedModelGetsNoAlias(CapturedOutput log) throws IOException {
    Path file = weights();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    var rejected = assign("best", model);

    assertProblem(rejected, 409, "model-corrupt");
    assertThat(rejected).bodyText().doesNotContain("artifacts", "safetensors");
    assertThat(log).contains(file.toString(), digest());
    assertThat(registry.find("best")).isEmpty();
  }

  @Test
  void modelIsDeletedEvenIfItsFilesCannotBe(CapturedOutput log) {
    UUID stuck = registry.register(saved("../stuck"), job, PromotionPolicy.NEVER);

    assertThat(mvc.delete().uri("/models/{id}", stuck)).hasStatus(HttpStatus.NO_CONTENT);

    assertProblem(mvc.get().uri("/models/{id}", stuck).exchange(), 404, "no-such-model");
    assertThat(log).contains("../stuck");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Best", "-best", "the best", "ünique", "best!"})
  void malformedAliasIsRejected(String alias) {
    assertProblem(assign(alias, model), 400, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a1b2c3d-0000-4000-8000-000000000001", "1-2-3-4-5"})
  void aliasThatLooksLikeAnIdIsRejected(String alias) {
    var rejected = assign(alias, model);

    assertProblem(rejected, 400, "invalid-request");
    assertThat(rejected)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo(
            "alias must not look like the id of a model; choose a name such as best, was \"%s\""
                .formatted(alias));
  }

  @Test
  void modelCanBeDeletedOnceItsAliasIsRemoved() {
    assign("default", model);

    assertThat(mvc.delete().uri("/models/aliases/default")).hasStatus(HttpStatus.NO_CONTENT);

    assertThat(registry.hasDefault()).isFalse();
    assertProblem(mvc.delete().uri("/models/aliases/default").exchange(), 404, "no-such-alias");
    assertThat(mvc.delete().uri("/models/{id}", model)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void unknownManifestFieldsAreIgnored() {
    jdbc.sql("update model set manifest = replace(manifest, '\"seed\"', '\"later\": 1, \"seed\"')")
        .update();

    assertThat(mvc.get().uri("/models/{id}", model)).hasStatusOk();
  }

  @Test
  void modelOfAnEarlierVersionIsShown() {
    jdbc.sql("update model set manifest = :manifest")
        .param("manifest", MANIFEST_OF_AN_EARLIER_VERSION)
        .update();

    assertThat(mvc.get().uri("/models/{id}", model))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"test": {"images": 100}, "weightsSha256": "00ff", "steps": 100, "calibration": null}
            """);
    assertThat(registry.find(model.toString()).orElseThrow().calibration()).isNull();
    assertThat(store.referenceSamples(registry.model(model).stored())).isEmpty();
  }

  @Test
  void laterManifestFormatIsNotServed() {
    jdbc.sql("update model set manifest = replace(manifest, '\"format\":2', '\"format\":3')")
        .update();

    var rejected = assign("best", model);

    assertProblem(rejected, 409, "unsupported-manifest");
    assertThat(rejected)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("format 3", "reads up to 2");
  }

  @Test
  void openApiExplainsThePromotionPolicy() throws IOException {
    String document = mvc.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();

    assertThat(JsonPath.<String>read(document, "$.components.schemas.PromotionPolicy.description"))
        .contains("named after its data set");
    assertThat(
            JsonPath.<String>read(
                document, "$.components.schemas.JobRequest.properties.promote.$ref"))
        .endsWith("/PromotionPolicy");
  }

  @Test
  void openApiSaysWhichErrorIsOptimistic() throws IOException {
    String document = mvc.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();

    assertThat(JsonPath.<String>read(document, description("ModelView", "calibration")))
        .contains("null for models of earlier versions");
    assertThat(JsonPath.<String>read(document, description("Calibration", "errorAfter")))
        .contains("optimistic if the temperature was fitted on the test set");
  }

  private static String description(String schema, String property) {
    return "$.components.schemas.%s.properties.%s.description".formatted(schema, property);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"modelId\": \"7\"}", "{\"model\": \"7\"}", "[]", "{", ""})
  void malformedBodyIsRejected(String body) {
    assertThat(put("best", body)).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void malformedIdIsRejected() {
    assertThat(mvc.get().uri("/models/seven")).hasStatus(HttpStatus.BAD_REQUEST);
  }

  private UUID save() {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved =
          store.save(
              key, Samples.network(manager, 1), Samples.description("fashion-mnist", 0.9), null);
      return registry.register(saved, job, PromotionPolicy.NEVER);
    }
  }

  private static StoredModel saved(String key) {
    return Samples.saved(key, "fashion-mnist", 0.9);
  }

  private MvcTestResult assign(String alias, UUID to) {
    return put(alias, "{\"modelId\": \"%s\"}".formatted(to));
  }

  private MvcTestResult put(String alias, String body) {
    return mvc.put()
        .uri("/models/aliases/{alias}", alias)
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private Path weights() throws IOException {
    return store.weights(registry.model(model).stored()).getFile().toPath();
  }

  private String digest() {
    return registry.model(model).manifest().weights().sha256();
  }

  private static String cursorOf(MvcTestResult page) throws IOException {
    String body = page.getResponse().getContentAsString();
    return JsonPath.read(body, "$.nextCursor");
  }

  private static void assertProblem(MvcTestResult result, int status, String code) {
    assertThat(result)
        .hasStatus(status)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo(code);
  }
}
