package dev.residual.inference;

import static dev.residual.inference.SmallModels.aside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.residual.ResidualTest;
import dev.residual.dataset.ColorImages;
import dev.residual.dataset.Dataset;
import dev.residual.image.ImageFormat;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.TestResult;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.oip.InferRequestConverter;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Serves a model of color images that are not square. */
@ResidualTest
class ColorModelTests {

  private static final ImageFormat FORMAT = ColorImages.FORMAT;
  private static final int SIZE = 32;
  private static final Architecture SMALL =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.TORCHVISION);

  @Autowired MockMvcTester http;
  @Autowired ModelStore store;
  @Autowired ModelRegistry registry;

  private final Dataset noise = ColorImages.dataset();
  private final byte[] image = noise.test().pixels(0);
  private float[][] logits;
  private UUID id;

  @BeforeEach
  void addModel() {
    List<byte[]> images = List.of(image, noise.test().pixels(1));
    id =
        aside(
            () -> {
              try (NDManager manager = NDManager.newBaseManager()) {
                ImageTensors tensors = new ImageTensors(FORMAT, ColorImages.NORMALIZATION, SIZE);
                ResNet network = new ResNet(SMALL, ColorImages.LABELS.size());
                network.initialize(manager, tensors.shape(1), 7);
                float[] flat =
                    network
                        .forward(
                            new ParameterStore(manager, false),
                            new NDList(tensors.images(manager, images)),
                            false)
                        .singletonOrThrow()
                        .toFloatArray();
                logits =
                    new float[][] {
                      Arrays.copyOf(flat, 3), Arrays.copyOfRange(flat, 3, flat.length)
                    };
                String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
                var check = new ReferenceSamples(FORMAT, images, logits);
                return registry.register(
                    store.save(key, network, description(), check),
                    UUID.randomUUID(),
                    PromotionPolicy.NEVER);
              }
            });
  }

  @AfterEach
  void removeModel() {
    assertThat(http.delete().uri("/models/" + id)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void bytesFilesAndTensorsGetTheSamePrediction() throws IOException {
    BufferedImage drawn = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
    byte[] channelByChannel = new byte[image.length];
    for (int i = 0; i < FORMAT.pixels(); i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        byte value = image[3 * i + channel];
        channelByChannel[channel * FORMAT.pixels() + i] = value;
        rgb = rgb << 8 | value & 0xff;
      }
      drawn.setRGB(i % 24, i / 24, rgb);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(drawn, "png", png);

    float expected = largestProbability(logits[0]);
    assertProbability(predict("application/octet-stream", image), expected);
    assertProbability(predict("image/png", png.toByteArray()), expected);
    MvcTestResult tensor =
        http.post()
            .uri("/v2/models/%s/infer".formatted(id))
            .contentType(MediaType.APPLICATION_JSON)
            .content(
                """
                {"inputs": [{"name": "image", "datatype": "UINT8", "shape": [1, 3, 20, 24],
                  "data": %s}], "outputs": [{"name": "probabilities"}]}
                """
                    .formatted(Arrays.toString(levels(channelByChannel))))
            .exchange();
    assertThat(tensor).hasStatusOk();
    assertThat(tensor)
        .bodyJson()
        .extractingPath("$.outputs[0].data")
        .asArray()
        .anySatisfy(
            each -> assertThat(((Number) each).floatValue()).isEqualTo(expected, within(1e-3f)));
    assertThat(
            http.post()
                .uri("/v2/models/%s/infer".formatted(id))
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(InferRequestConverter.JSON_LENGTH, "0")
                .content(channelByChannel))
        .hasStatusOk();
  }

  @Test
  void imageOfAnotherFormatIsRejected() {
    assertProblem(
        predict("application/octet-stream", new byte[784]),
        400,
        "body must have 1440 bytes for each image, 20 rows of 24 pixels of red, green and blue,"
            + " had 784");
    MvcTestResult gray =
        http.post()
            .uri("/v2/models/%s/infer".formatted(id))
            .contentType(MediaType.APPLICATION_JSON)
            .content(
                "{\"inputs\": [{\"name\": \"image\", \"datatype\": \"UINT8\","
                    + " \"shape\": [1, 28, 28], \"data\": []}]}")
            .exchange();
    assertThat(gray)
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.error")
        .isEqualTo("inputs[0].shape must be [n, 3, 20, 24] with n from 1 to 64, was [1, 28, 28]");
  }

  @Test
  void oipMetadataHasTheImageFormat() {
    assertThat(http.get().uri("/v2/models/" + id))
        .bodyJson()
        .extractingPath("$.inputs[0].shape")
        .asArray()
        .containsExactly(-1, 3, 20, 24);
  }

  @Test
  void heatmapShowsTheSquareThatTheNetworkSees() throws IOException {
    MvcTestResult answer =
        http.post()
            .uri("/predict?explain=true&model=" + id)
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(image)
            .exchange();

    byte[] png =
        Base64.getDecoder()
            .decode(
                answer
                    .getResponse()
                    .getContentAsString()
                    .replaceAll("(?s).*\"heatmap\"\\s*:\\s*\"([^\"]*).*", "$1"));
    BufferedImage heatmap = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(heatmap.getWidth()).isEqualTo(20 * 11);
    assertThat(heatmap.getHeight()).isEqualTo(20 * 11);
  }

  private MvcTestResult predict(String type, byte[] body) {
    return http.post()
        .uri("/predict?model=" + id)
        .contentType(MediaType.parseMediaType(type))
        .content(body)
        .exchange();
  }

  private static void assertProbability(MvcTestResult answer, float expected) {
    assertThat(answer).hasStatusOk();
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.predictions[0].probability")
        .satisfies(
            found -> assertThat(((Number) found).floatValue()).isEqualTo(expected, within(1e-3f)));
  }

  private static void assertProblem(MvcTestResult answer, int status, String detail) {
    assertThat(answer).hasStatus(status).bodyJson().extractingPath("$.detail").isEqualTo(detail);
  }

  private static float largestProbability(float[] logits) {
    double sum = 0;
    double largest = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
      largest = Math.max(largest, Math.exp(logit));
    }
    return (float) (largest / sum);
  }

  private static int[] levels(byte[] bytes) {
    int[] levels = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      levels[i] = bytes[i] & 0xff;
    }
    return levels;
  }

  private static ModelDescription description() {
    return new ModelDescription(
        SMALL,
        Preprocessing.exact(FORMAT, SIZE, ColorImages.NORMALIZATION, null),
        ColorImages.LABELS,
        "noise",
        Map.of(),
        Map.of(),
        42,
        "cpu",
        "fp32",
        100L,
        Map.of(),
        new TestResult("test", 32, 1.1, 0.3, 1, null, null),
        null,
        null);
  }
}
