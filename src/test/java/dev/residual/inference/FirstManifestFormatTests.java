package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import dev.residual.TestArtifacts;
import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.Logits;
import dev.residual.model.Manifest;
import dev.residual.model.ModelRegistry;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.StoredModel;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** A model whose files were written when there was only format 1 of the manifest. */
@ResidualTest
class FirstManifestFormatTests {

  private static final Path FILES =
      Path.of("src/test/resources/dev/residual/inference/model-of-format-1");

  @Autowired private MockMvcTester http;
  @Autowired private ModelRegistry registry;
  @Autowired private JsonMapper json;
  private Path folder;
  private UUID id;

  @BeforeEach
  void register() throws IOException {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    folder = Files.createDirectories(TestArtifacts.FOLDER.resolve(key));
    for (String file : List.of("manifest.json", "model.safetensors", "check.safetensors")) {
      Files.copy(FILES.resolve(file), folder.resolve(file));
    }
    Manifest manifest =
        json.readValue(Files.readAllBytes(folder.resolve("manifest.json")), Manifest.class);
    id =
        registry.register(new StoredModel(key, manifest), UUID.randomUUID(), PromotionPolicy.NEVER);
  }

  @AfterEach
  void remove() {
    assertThat(http.delete().uri("/models/" + id)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void takesImagesOfOneSizeInTheFramingOfItsDataSet() {
    assertThat(registry.find(id.toString()).orElseThrow().preprocessing())
        .isEqualTo(
            Preprocessing.exact(
                ImageFormat.gray(28, 28), 28, Normalization.article(1), new Framing(0.0003, 255)));
    assertThat(http.get().uri("/models/" + id))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"imageSize": 28, "normalization": {"mean": [127.5], "scale": [127.5]},
             "preprocessing": {"channels": 1, "orientation": "exif", "imageSize": 28, "crop": 1.0,
                               "mean": [127.5], "scale": [127.5], "fit": "exact", "height": 28,
                               "width": 28, "framing": {"margin": 0.0003, "brightest": 255}}}
            """);
  }

  @Test
  void predictsWhatItsReferenceSamplesSay() throws IOException {
    List<byte[]> images = NoiseImages.images(2);

    MvcTestResult answer = predict(images);

    assertThat(answer).hasStatusOk();
    List<float[]> logits = logits();
    for (int i = 0; i < images.size(); i++) {
      double[] expected = Logits.softmax(logits.get(i), 1.25);
      int label = Logits.argmax(logits.get(i));
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.predictions[%d].index".formatted(i))
          .isEqualTo(label);
      assertThat(answer)
          .bodyJson()
          .extractingPath("$.predictions[%d].probability".formatted(i))
          .satisfies(
              found ->
                  assertThat(((Number) found).doubleValue())
                      .isCloseTo(expected[label], within(1e-5)));
    }
  }

  @Test
  void isVerifiedWhenItIsLoaded() throws IOException {
    Path samples = folder.resolve("check.safetensors");
    byte[] bytes = Files.readAllBytes(samples);
    bytes[bytes.length - 1] ^= 1;
    Files.write(samples, bytes);

    assertThat(predict(NoiseImages.images(1)))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("model-corrupt");
  }

  private MvcTestResult predict(List<byte[]> images) {
    return http.post()
        .uri("/predict?model=" + id)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(NoiseImages.joined(images))
        .exchange();
  }

  private List<float[]> logits() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] all =
          Safetensors.read(FILES.resolve("check.safetensors"), manager)
              .get("logits")
              .toFloatArray();
      return List.of(Arrays.copyOf(all, 10), Arrays.copyOfRange(all, 10, all.length));
    }
  }
}
