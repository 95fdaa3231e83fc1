package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Models that are made of the files of others, and what can be done with them. */
class ModelUploadTests extends PostedModels {

  private static final String LABELS = "[\"ant\", \"bee\", \"cat\", \"dog\", \"eel\"]";
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;

  @Test
  void uploadedModelIsShownWithItsOriginAndWithoutTestResults() throws Exception {
    byte[] file = TensorFile.fixture().bytes();

    MvcTestResult answer =
        post(
            Map.of(
                "architecture", ARCHITECTURE,
                "name", "Small",
                "licence", "BSD-3-Clause",
                "source", "https://example.org/small"),
            file);

    assertThat(answer)
        .hasStatus(HttpStatus.CREATED)
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"jobId": null, "dataset": null, "test": null, "calibration": null, "seed": null,
             "architecture": "custom", "labels": %s, "aliases": [], "precision": "fp32",
             "preprocessing": {"channels": 3, "fit": "crop", "imageSize": 224, "storedSize": 256,
                               "crop": 0.875, "mean": [123.675, 116.28, 103.53],
                               "scale": [58.395, 57.12, 57.375]},
             "origin": {"name": "Small", "licence": "BSD-3-Clause",
                        "source": "https://example.org/small", "sha256": "%s"}}
            """
                .formatted(LABELS, hex(MessageDigest.getInstance("SHA-256").digest(file))));
    JsonNode model = body(answer);
    assertThat(model.path("origin").path("largestDifference").asDouble()).isBetween(0.0, 1e-5);
    String path = "/models/" + model.path("id").asString();
    assertThat(answer).hasHeader(HttpHeaders.LOCATION, path);
    assertThat(mvc.get().uri(path)).hasStatusOk().bodyJson().isLenientlyEqualTo(model.toString());
    assertThat(mvc.get().uri("/models"))
        .bodyJson()
        .extractingPath("$.items[*].origin.licence")
        .asArray()
        .containsExactly("BSD-3-Clause");
  }

  @Test
  void uploadedModelIsServedUnderAnAlias() throws Exception {
    String id = id(post(KNOWN, TensorFile.fixture().bytes()));
    assertThat(registry.hasDefault()).isFalse();

    assertThat(assign("default", id)).hasStatusOk();
    MvcTestResult answer = predict("default");

    assertThat(answer)
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            "{\"model\": {\"id\": \"%s\", \"architecture\": \"custom\", \"testTop1\": null}}"
                .formatted(id));
    assertThat(answer).bodyJson().extractingPath("$.predictions[0].label").asString().hasSize(3);
    assertThat(mvc.get().uri("/v2/models/default")).hasStatusOk();
    assertThat(mvc.get().uri("/models/{id}/onnx", id)).hasStatusOk();
  }

  /** An uploaded model and one of a data set cannot be compared, so that it keeps its place. */
  @Test
  void trainedModelTakesNoPlaceOfAnUploadedOne() throws Exception {
    String id = id(post(KNOWN, TensorFile.fixture().bytes()));
    assign("default", id);

    UUID trained = trained(PromotionPolicy.IF_BETTER);

    assertThat(registry.find("default").orElseThrow().id()).hasToString(id);
    assertThat(registry.find("fashion-mnist").orElseThrow().id()).isEqualTo(trained);
  }

  @Test
  void namesOfHuggingFaceAndOfParallelTrainingsAreTheSameTensors() throws Exception {
    JsonNode plain = body(post(KNOWN, TensorFile.fixture().bytes()));

    for (TensorFile other :
        new TensorFile[] {
          TensorFile.fixture().renamed(ModelUploadTests::huggingFace),
          TensorFile.fixture()
              .renamed(ModelUploadTests::huggingFace)
              .renamed(name -> name.replaceFirst("^resnet\\.", "")),
          TensorFile.fixture().renamed(name -> name.startsWith("check.") ? name : "module." + name)
        }) {
      MvcTestResult answer = post(KNOWN, other.bytes());
      assertThat(answer).hasStatus(HttpStatus.CREATED);
      assertThat(body(answer).path("weightsSha256")).isEqualTo(plain.path("weightsSha256"));
    }
  }

  /** The rules are those of the state_dict() of transformers' ResNetForImageClassification. */
  private static String huggingFace(String name) {
    String renamed =
        name.replaceFirst("^conv1\\.", "resnet.embedder.embedder.convolution.")
            .replaceFirst("^bn1\\.", "resnet.embedder.embedder.normalization.")
            .replaceFirst("^fc\\.", "classifier.1.")
            .replace("downsample.0.", "shortcut.convolution.")
            .replace("downsample.1.", "shortcut.normalization.");
    for (int i = 1; i <= 2; i++) {
      renamed =
          renamed.replaceFirst(
              "^layer" + i + "\\.(\\d)\\.", "resnet.encoder.stages." + (i - 1) + ".layers.$1.");
    }
    for (int i = 1; i <= 3; i++) {
      renamed =
          renamed
              .replaceFirst("(layers\\.\\d)\\.conv" + i, "$1.layer." + (i - 1) + ".convolution")
              .replaceFirst("(layers\\.\\d)\\.bn" + i, "$1.layer." + (i - 1) + ".normalization");
    }
    return renamed;
  }

  @Test
  void halvesBecomeFloats() throws Exception {
    byte[] file = TensorFile.fixture().withoutCheck().brainFloats().bytes();

    MvcTestResult answer = post(KNOWN, file);

    assertThat(answer).hasStatus(HttpStatus.CREATED);
    JsonNode model = body(answer);
    assertThat(model.path("bytes").asLong()).isGreaterThan(4 * model.path("parameters").asLong());
    assertThat(model.path("origin").path("largestDifference").isNull()).isTrue();
    assertThat(predict(model.path("id").asString())).hasStatusOk();
  }

  @Test
  void downloadedWeightsCanBeSentBack() throws Exception {
    JsonNode first = body(post(KNOWN, TensorFile.fixture().bytes()));

    MvcTestResult again =
        post(
            Map.of(
                "architecture",
                ARCHITECTURE,
                "labels",
                LABELS,
                "preprocessing",
                first.path("preprocessing").toString()),
            weights(first.path("id").asString()));

    assertThat(again).hasStatus(HttpStatus.CREATED);
    assertThat(body(again).path("weightsSha256")).isEqualTo(first.path("weightsSha256"));
    assertThat(body(again).path("preprocessing")).isEqualTo(first.path("preprocessing"));
  }

  @Test
  void weightsOfATrainedModelGiveItsPredictions() throws Exception {
    UUID trained = trained(PromotionPolicy.NEVER);
    byte[] gray = pixels(784);

    JsonNode sent =
        body(
            post(
                Map.of(
                    "architecture",
                    "{\"blocks\": [1, 1], \"channels\": [4, 8], \"stem\": \"small\"}",
                    "labels",
                    "[\"Shirt\", \"Bag\"]",
                    "preprocessing",
                    "{\"imageSize\": 28}"),
                weights(trained.toString())));

    JsonNode expected = predictions(trained.toString(), gray);
    JsonNode found = predictions(sent.path("id").asString(), gray);
    assertThat(sent.path("preprocessing").path("fit").asString()).isEqualTo("exact");
    assertThat(found.path(0).path("top").path(0).path("label"))
        .isEqualTo(expected.path(0).path("top").path(0).path("label"));
    assertThat(sent.path("weightsSha256"))
        .isEqualTo(body(mvc.get().uri("/models/{id}", trained).exchange()).path("weightsSha256"));
  }

  @Test
  void backboneIsKeptButCannotClassify() throws Exception {
    TensorFile file = TensorFile.fixture().withoutCheck();
    MvcTestResult answer = post(Map.of("architecture", ARCHITECTURE, "head", "drop"), file.bytes());
    assertThat(answer).hasStatus(HttpStatus.CREATED);
    String id = id(answer);

    assertThat(body(answer).path("labels")).isEmpty();
    assertThat(TensorFile.read(weights(id)).tensors().keySet())
        .contains("conv1.weight", "layer2.1.bn3.running_var")
        .noneMatch(name -> name.startsWith("fc."));
    assertProblem(predict(id), 409, "model-without-labels", "head=drop");
    assertProblem(assign("best", id), 409, "model-without-labels", "no labels");
    assertProblem(
        mvc.get().uri("/models/{id}/onnx", id).exchange(), 409, "model-without-labels", "backbone");
    assertThat(mvc.get().uri("/v2/models/{id}", id))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyJson()
        .extractingPath("$.error")
        .asString()
        .contains("backbone");
  }

  @Test
  void fileWithoutHeadNeedsToBeABackbone() throws Exception {
    byte[] file = TensorFile.fixture().withoutCheck().without("fc.weight", "fc.bias").bytes();

    assertProblem(post(KNOWN, file), 422, "weights-mismatch", "missing fc.weight, fc.bias");
    assertThat(post(Map.of("architecture", ARCHITECTURE, "head", "drop"), file))
        .hasStatus(HttpStatus.CREATED);
  }

  @Test
  void fileMayBeSentByPut() {
    byte[] file = TensorFile.fixture().bytes();

    assertThat(mvc.put().uri(uri(KNOWN)).content(file).exchange()).hasStatus(HttpStatus.CREATED);
  }

  private UUID trained(PromotionPolicy promotion) {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    try (NDManager manager = NDManager.newBaseManager()) {
      return registry.register(
          store.save(
              key, Samples.network(manager, 1), Samples.description("fashion-mnist", 0.9), null),
          UUID.randomUUID(),
          promotion);
    }
  }

  private MvcTestResult assign(String alias, String id) {
    return mvc.put()
        .uri("/models/aliases/{alias}", alias)
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"modelId\": \"%s\"}".formatted(id))
        .exchange();
  }

  /** Sends an image of the size that the network sees, as bytes. */
  private MvcTestResult predict(String model) {
    return predict(model, pixels(224 * 224 * 3));
  }

  private MvcTestResult predict(String model, byte[] pixels) {
    return mvc.post()
        .uri("/predict?model={model}", model)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(pixels)
        .exchange();
  }

  private JsonNode predictions(String model, byte[] pixels) throws Exception {
    MvcTestResult answer = predict(model, pixels);
    assertThat(answer).hasStatusOk();
    return body(answer).path("predictions");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
