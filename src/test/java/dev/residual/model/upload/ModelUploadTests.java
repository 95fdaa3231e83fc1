package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import dev.residual.TestArtifacts;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Posts the file that PyTorch has written, and variants of it. */
@ResidualTest
class ModelUploadTests {

  private static final String ARCHITECTURE =
      """
      {"block": "bottleneck", "blocks": [1, 2], "channels": [4, 8], "stem": "small"}
      """;

  private static final String LABELS = "[\"ant\", \"bee\", \"cat\", \"dog\", \"eel\"]";

  private static final Map<String, String> KNOWN = Map.of("architecture", ARCHITECTURE);

  @Autowired private MockMvcTester mvc;
  @Autowired private JsonMapper json;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JdbcClient jdbc;

  @AfterEach
  void clear() {
    jdbc.sql("delete from model_alias").update();
    jdbc.sql("delete from model").update();
  }

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
  void outputsMustBeThoseOfTheSender() {
    assertProblem(
        post(KNOWN, TensorFile.fixture().set("check.logits", 7, 100).bytes()),
        422,
        "check-failed",
        "has 100.0 at index 7");
    assertProblem(
        post(KNOWN, TensorFile.fixture().set("layer1.0.bn2.running_mean", 3, 2).bytes()),
        422,
        "check-failed",
        "0.001 is allowed");
    assertProblem(
        post(KNOWN, TensorFile.fixture().without("check.input").bytes()),
        422,
        "weights-mismatch",
        "must both be there");
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture().with("check.input", "F32", "[1, 1, 2, 2]", new byte[16]).bytes()),
        422,
        "weights-mismatch",
        "(n, 3, h, w)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "                                  | architecture must be given",
        "architecture=resnet19             | resnet19 is not known",
        "architecture={'blocks': 7}        | architecture.blocks must be a list",
        "architecture={'blocks': [2]}      | channels must have one width for each",
        "architecture={'depth': 7}         | architecture.depth is not a known field",
        "architecture={                    | architecture is not valid JSON",
        "architecture=A;labels={}          | labels must be a list",
        "architecture=A;labels=['a', 7]    | labels[1] must be a string",
        "architecture=A;labels=['a', null] | labels[1] must be a name",
        "architecture=A;labels=['a', 'a']  | labels[1] is there twice",
        "architecture=A;labels=['a', 'b']  | for each of the 5 outputs of the head, had 2",
        "architecture=A;labels=['a'];head=drop | together with head=drop",
        "architecture=A;head=keep          | head must be drop",
        "architecture=A;colour=3           | colour is not a known parameter",
        "architecture=A;preprocessing=7    | preprocessing must be an object",
        "architecture=A;preprocessing={'size': 7}      | preprocessing.size is not a known field",
        "architecture=A;preprocessing={'imageSize': 7} | imageSize must be between 28 and 512, was 7",
        "architecture=A;preprocessing={'channels': 2}  | channels must be 3 as in the file's conv1.weight, or 1",
        "architecture=A;preprocessing={'crop': 2}      | preprocessing.crop must be from 0.1 to 1",
        "architecture=A;preprocessing={'scale': [0.2, 0.2, 0.2]} | those for pixels from 0 to 1 by 255",
        "architecture=A;preprocessing={'mean': [1]}    | a number for each of the 3 channels that the network takes",
        "architecture=A;preprocessing={'mean': [1, 2, null]} | had null",
        "architecture=A;preprocessing={'fit': 'exact', 'storedSize': 64} | storedSize must not be given",
        "architecture=A;preprocessing={'height': 28}   | height must not be given with fit crop",
        "architecture=A;preprocessing={'fit': 'round'} | must be one of exact, crop",
        "architecture=A;licence=L          | licence must have at most 200 characters"
      })
  void parametersAreExplained(String parameters, String reason) {
    UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/models");
    if (parameters != null) {
      for (String each : parameters.split(";")) {
        String value = each.substring(each.indexOf('=') + 1).strip().replace('\'', '"');
        uri.queryParam(
            each.substring(0, each.indexOf('=')),
            switch (value) {
              case "A" -> encoded(ARCHITECTURE);
              case "L" -> "x".repeat(201);
              default -> encoded(value.replace("\\n", "\\\\n"));
            });
      }
    }

    MvcTestResult answer = post(uri.build(true).toUri(), TensorFile.fixture().bytes());

    assertThat(answer.getResponse().getStatus()).isIn(400, 422);
    assertThat(answer)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains(reason);
  }

  @Test
  void labelsMustBeSomewhere() {
    assertProblem(
        post(KNOWN, TensorFile.fixture().withoutLabels().bytes()),
        400,
        "invalid-request",
        "a JSON array of the 5 names");
  }

  @Test
  void tensorsThatDifferAreNamed() {
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture()
                .without("bn1.weight")
                .with("bn1.gamma", "F32", "[4]", new byte[16])
                .with("layer1.0.bn1.bias", "F32", "[2]", new byte[8])
                .with("layer1.0.bn2.bias", "I32", "[4]", new byte[16])
                .bytes()),
        422,
        "weights-mismatch",
        "missing bn1.weight; unknown bn1.gamma; wrong layer1.0.bn1.bias is (2) instead of (4),"
            + " layer1.0.bn2.bias has the type I32 instead of F32, F16 or BF16.");
    assertProblem(
        post(Map.of("architecture", "resnet18"), TensorFile.fixture().bytes()),
        422,
        "weights-mismatch",
        "more. They look like those of {\"block\": \"bottleneck\", \"blocks\": [1, 2],"
            + " \"channels\": [4, 8], \"stem\": \"small\", \"convention\": \"torchvision\"}");
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture().with("module.bn1.weight", "F32", "[4]", new byte[16]).bytes()),
        422,
        "weights-mismatch",
        "bn1.weight and module.bn1.weight are both bn1.weight");
    assertProblem(
        post(
            KNOWN,
            TensorFile.fixture().with("conv1.weight", "U8", "[4, 4, 1, 1]", new byte[16]).bytes()),
        422,
        "weights-mismatch",
        "images of 4 channels");
  }

  @ParameterizedTest
  @CsvSource({
    "conv1.0.weight, '[1, 1, 1, 1]', deep stem",
    "layer1.0.se.fc1.weight, '[1]', squeeze-and-excitation",
    "layer1.0.conv2.weight, '[4, 1, 1, 1]', ResNeXt",
    "layer1.0.conv3.weight, '[8, 4, 1, 1]', Wide ResNet"
  })
  void variantsThatAreNotSupportedAreNamed(String name, String shape, String variant) {
    long size =
        Stream.of(shape.split("[^0-9]+"))
            .filter(s -> !s.isEmpty())
            .mapToLong(Long::parseLong)
            .reduce(1, (a, b) -> a * b);

    assertProblem(
        post(
            Map.of("architecture", "resnet50"),
            TensorFile.fixture().with(name, "U8", shape, new byte[(int) size]).bytes()),
        422,
        "weights-mismatch",
        variant);
  }

  @Test
  void valuesMustBeUsable() {
    TensorFile fixture = TensorFile.fixture().withoutCheck();

    assertProblem(
        post(KNOWN, fixture.set("bn1.bias", 2, Float.NaN).bytes()),
        422,
        "invalid-weights",
        "Tensor bn1.bias has the value NaN at index 2");
    assertProblem(
        post(KNOWN, fixture.set("bn1.bias", 2, 0).set("bn1.running_var", 1, -1).bytes()),
        422,
        "invalid-weights",
        "Tensor bn1.running_var has the variance -1.0");
    assertProblem(
        post(
            KNOWN,
            fixture
                .set("bn1.running_var", 1, 1)
                .set("fc.bias", 0, 3e38f)
                .set("fc.weight", 0, 3e38f)
                .bytes()),
        422,
        "invalid-weights",
        "computes Infinity for an image");
  }

  @Test
  void otherFilesAreRefusedByName() {
    Map<String, String> kinds =
        Map.ofEntries(
            Map.entry("PK\u0003\u0004 archive/data.pkl", "a PyTorch checkpoint"),
            Map.entry("PK\u0003\u0004 a/data.pkl a/constants.pkl", "a TorchScript program"),
            Map.entry("PK\u0003\u0004 readme.txt", "a ZIP archive"),
            Map.entry("\u0080\u0002}q", "a Python pickle"),
            Map.entry("\u001f\u008b\b", "compressed by gzip"),
            Map.entry("GGUF\u0003", "GGUF"),
            Map.entry("\b\u0007\u0012\u0007pytorch", "ONNX"),
            Map.entry("\u0089HDF\r\n\u001a", "HDF5"),
            Map.entry("\u0093NUMPY", "a NumPy array"),
            Map.entry("version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS"),
            Map.entry("<!DOCTYPE html><html>", "a web page"),
            Map.entry("12345678901", "begins like none"),
            Map.entry("x", "begins like none"));

    kinds.forEach(
        (start, kind) ->
            assertProblem(
                post(KNOWN, start.getBytes(StandardCharsets.ISO_8859_1)),
                415,
                "not-safetensors",
                kind));
  }

  @Test
  void formsAndJsonAreNotTaken() {
    for (MediaType type :
        new MediaType[] {MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_JSON}) {
      assertProblem(
          mvc.post().uri(uri(KNOWN)).contentType(type).content(new byte[9]).exchange(),
          415,
          "unsupported-media-type",
          "curl -T model.safetensors");
    }
  }

  @Test
  void fileMayBeSentByPut() {
    byte[] file = TensorFile.fixture().bytes();

    assertThat(mvc.put().uri(uri(KNOWN)).content(file).exchange()).hasStatus(HttpStatus.CREATED);
  }

  @Test
  void bodyThatIsMissingOrCutIsRefused() {
    byte[] file = TensorFile.fixture().bytes();

    assertProblem(post(KNOWN, new byte[0]), 400, "no-body", "curl -T");
    assertProblem(
        post(KNOWN, Arrays.copyOf(file, file.length - 1)), 422, "invalid-safetensors", "truncated");
    assertProblem(
        post(KNOWN, Arrays.copyOf(file, file.length + 1)),
        422,
        "invalid-safetensors",
        "1 bytes after");
  }

  @Test
  void bodyMustHaveItsDigest() throws Exception {
    byte[] file = TensorFile.fixture().bytes();
    String digest =
        "sha-256=:%s:"
            .formatted(
                Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(file)));

    assertThat(digested(file, digest)).hasStatus(HttpStatus.CREATED);
    file[file.length - 1] ^= 1;
    assertProblem(digested(file, digest), 422, "digest-mismatch", "Send it again");
    assertProblem(digested(file, "md5=:AAAA:"), 400, "invalid-request", "Content-Digest must be");
  }

  @Test
  void refusedUploadLeavesNoFiles() throws IOException {
    Path stored = TestArtifacts.FOLDER.resolve("models");
    long before = count(stored);

    post(KNOWN, TensorFile.fixture().set("check.logits", 7, 100).bytes());
    post(KNOWN, TensorFile.fixture().set("bn1.bias", 2, Float.NaN).bytes());
    post(KNOWN, new byte[100]);

    assertThat(count(stored)).isEqualTo(before);
  }

  private static long count(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
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

  private MvcTestResult digested(byte[] file, String digest) {
    return mvc.post().uri(uri(KNOWN)).header("Content-Digest", digest).content(file).exchange();
  }

  private MvcTestResult post(Map<String, String> parameters, byte[] file) {
    return post(uri(parameters), file);
  }

  private MvcTestResult post(URI uri, byte[] file) {
    return mvc.post().uri(uri).content(file).exchange();
  }

  private static URI uri(Map<String, String> parameters) {
    UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/models");
    parameters.forEach((name, value) -> uri.queryParam(name, encoded(value)));
    return uri.build(true).toUri();
  }

  private static String encoded(String value) {
    return UriUtils.encode(value, StandardCharsets.UTF_8);
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

  private static byte[] pixels(int count) {
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) (i * 7);
    }
    return pixels;
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

  private byte[] weights(String id) {
    return mvc.get()
        .uri("/models/{id}/weights", id)
        .exchange()
        .getResponse()
        .getContentAsByteArray();
  }

  private String id(MvcTestResult answer) throws Exception {
    return body(answer).path("id").asString();
  }

  private JsonNode body(MvcTestResult answer) throws Exception {
    return json.readTree(answer.getResponse().getContentAsByteArray());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void assertProblem(MvcTestResult answer, int status, String code, String detail) {
    assertThat(answer)
        .hasStatus(status)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .isLenientlyEqualTo("{\"code\": \"%s\"}".formatted(code));
    assertThat(answer).bodyJson().extractingPath("$.detail").asString().contains(detail);
  }
}
