package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import dev.residual.nn.ResNet;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Posts weights of networks that take colors, for gray images. */
@ResidualTest
class GrayImagesUploadTests {

  private static final String FIXTURE =
      """
      {"block": "bottleneck", "blocks": [1, 2], "channels": [4, 8], "stem": "small"}
      """;

  private static final Normalization COLORS =
      new Normalization(List.of(120.0, 110.0, 100.0), List.of(60.0, 70.0, 80.0));

  @Autowired private MockMvcTester http;
  @Autowired private JsonMapper json;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  private final List<String> models = new ArrayList<>();

  @AfterEach
  void removeModels() {
    models.forEach(
        id -> assertThat(http.delete().uri("/models/{id}", id)).hasStatus(HttpStatus.NO_CONTENT));
  }

  @ParameterizedTest
  @CsvSource({"EXACT", "CROP"})
  void weightsAndPreprocessingOfATrainedModelGiveItsPredictions(Preprocessing.DefaultFit fit)
      throws IOException {
    Preprocessing preprocessing =
        fit == Preprocessing.DefaultFit.EXACT
            ? Preprocessing.exact(ImageFormat.gray(30, 32), 28, COLORS, null)
            : Preprocessing.crop(OrientationMode.AS_IS, 64, 28, Normalization.article(1))
                .withCrop(0.875)
                .withNormalization(COLORS);
    String trained = trained(preprocessing);
    JsonNode model = body(http.get().uri("/models/{id}", trained).exchange());
    byte[] weights =
        http.get()
            .uri("/models/{id}/weights", trained)
            .exchange()
            .getResponse()
            .getContentAsByteArray();

    JsonNode sent =
        sent(
            Map.of(
                "architecture",
                "{\"blocks\": [1, 1], \"channels\": [4, 8], \"stem\": \"small\"}",
                "labels",
                model.path("labels").toString(),
                "preprocessing",
                model.path("preprocessing").toString()),
            weights);

    assertThat(sent.path("preprocessing")).isEqualTo(model.path("preprocessing"));
    assertThat(sent.path("weightsSha256")).isEqualTo(model.path("weightsSha256"));
    byte[] image = new byte[preprocessing.inputFormat().bytes()];
    new Random(3).nextBytes(image);
    assertThat(predictions(sent.path("id").asString(), image))
        .isEqualTo(predictions(trained, image));
  }

  @Test
  void whatIsNotGivenIsOfGrayImagesAndTheNormalizationOfColors() throws IOException {
    JsonNode sent =
        sent(
            Map.of("architecture", FIXTURE, "preprocessing", "{\"channels\": 1}"),
            TensorFile.fixture().bytes());

    assertThat(sent.path("preprocessing"))
        .isEqualTo(
            json.readTree(
                """
                {"channels": 1, "orientation": "exif", "imageSize": 96, "crop": 1.0,
                 "mean": [123.675, 116.28, 103.53], "scale": [58.395, 57.12, 57.375],
                 "fit": "exact", "height": 28, "width": 28}
                """));
    assertThat(predictions(sent.path("id").asString(), new byte[784])).hasSize(1);
  }

  @Test
  void fieldsThatAreGivenAreKept() throws IOException {
    JsonNode sent =
        sent(
            Map.of(
                "architecture",
                FIXTURE,
                "preprocessing",
                "{\"channels\": 1, \"fit\": \"crop\", \"imageSize\": 32, \"mean\": [1, 2, 3]}"),
            TensorFile.fixture().bytes());

    assertThat(sent.path("preprocessing"))
        .isEqualTo(
            json.readTree(
                """
                {"channels": 1, "orientation": "exif", "storedSize": 37, "imageSize": 32,
                 "crop": 0.875, "mean": [1.0, 2.0, 3.0], "scale": [58.395, 57.12, 57.375],
                 "fit": "crop"}
                """));
    assertThat(predictions(sent.path("id").asString(), new byte[32 * 32])).hasSize(1);
  }

  @Test
  void networkOfGrayImagesTakesNoColors() {
    TensorFile gray =
        TensorFile.fixture()
            .withoutCheck()
            .with("conv1.weight", "F32", "[4, 1, 3, 3]", new byte[4 * 9 * Float.BYTES]);

    assertThat(post(Map.of("architecture", FIXTURE, "preprocessing", "{\"channels\": 3}"), gray))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo("preprocessing.channels must be 1 as in the file's conv1.weight, was 3");
  }

  private String trained(Preprocessing preprocessing) {
    ModelDescription description = Samples.description(preprocessing);
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(description.architecture(), description.labels().size());
      network.initialize(manager, description.input(), 7);
      String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
      String id =
          registry
              .register(
                  store.save(key, network, description, null),
                  UUID.randomUUID(),
                  PromotionPolicy.NEVER)
              .toString();
      models.add(id);
      return id;
    }
  }

  private JsonNode sent(Map<String, String> parameters, byte[] file) throws IOException {
    MvcTestResult answer = http.post().uri(uri(parameters)).content(file).exchange();
    assertThat(answer).hasStatus(HttpStatus.CREATED);
    JsonNode model = body(answer);
    models.add(model.path("id").asString());
    return model;
  }

  private MvcTestResult post(Map<String, String> parameters, TensorFile file) {
    return http.post().uri(uri(parameters)).content(file.bytes()).exchange();
  }

  private static URI uri(Map<String, String> parameters) {
    UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/models");
    parameters.forEach(
        (name, value) -> uri.queryParam(name, UriUtils.encode(value, StandardCharsets.UTF_8)));
    return uri.build(true).toUri();
  }

  private JsonNode predictions(String model, byte[] image) throws IOException {
    MvcTestResult answer =
        http.post()
            .uri("/predict?model={model}", model)
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(image)
            .exchange();
    assertThat(answer).hasStatusOk();
    ArrayNode predictions = (ArrayNode) body(answer).path("predictions");
    // Each prediction has an id of its own.
    predictions.forEach(each -> ((ObjectNode) each).remove("predictionId"));
    return predictions;
  }

  private JsonNode body(MvcTestResult answer) throws IOException {
    return json.readTree(answer.getResponse().getContentAsByteArray());
  }
}
