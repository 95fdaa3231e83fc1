package dev.residual.inference;

import static dev.residual.inference.SmallModels.aside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.image.Normalization;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.Samples;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Sends images in all ways to models that take images of any size. */
@ResidualTest
class AnySizeModelTests {

  private static final int SIZE = 32;
  private static final int STORED = 40;

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  private UUID id;

  @AfterEach
  void removeModel() {
    assertThat(http.delete().uri("/models/" + id)).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void pixelsWithoutAFileAreWhatTheNetworkSees() throws IOException {
    id = model(3, 0.8);
    byte[] pixels = noise(3 * SIZE * SIZE);
    double expected = probability(predict("", "application/octet-stream", pixels));

    assertThat(probability(predict("", "application/json", json(pixels, 3).getBytes())))
        .isEqualTo(expected);
    assertThat(probability(infer("UINT8", channelsFirst(pixels))))
        .isCloseTo(expected, within(1e-6));
    assertThat(probability(infer("FP32", channelsFirst(pixels)))).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "3, 1"})
  void channelsAreBroughtToThoseOfTheModel(int sent, int taken) throws IOException {
    id = model(taken, 1);
    byte[] gray = noise(SIZE * SIZE);
    byte[] color = new byte[3 * gray.length];
    for (int i = 0; i < color.length; i++) {
      color[i] = gray[i / 3];
    }
    double expected =
        probability(predict("", "application/octet-stream", taken == 1 ? gray : color));

    assertThat(
            probability(
                predict("", "application/json", json(sent == 1 ? gray : color, sent).getBytes())))
        .isEqualTo(expected);
    assertThat(probability(predict("", "image/png", png(sent == 1 ? gray : color, sent))))
        .isCloseTo(expected, within(1e-6));
  }

  @Test
  void metadataHasTheShapeOfTheNetworksInput() {
    id = model(3, 1);

    assertThat(http.get().uri("/v2/models/" + id))
        .bodyJson()
        .extractingPath("$.inputs[0].shape")
        .asArray()
        .containsExactly(-1, 3, SIZE, SIZE);
    assertThat(http.get().uri("/v2/models/" + id + "/config"))
        .bodyJson()
        .extractingPath("$.input[0].dims")
        .asArray()
        .containsExactly(3, SIZE, SIZE);
    assertThat(http.get().uri("/models/" + id))
        .bodyJson()
        .extractingPath("$.preprocessing.storedSize")
        .isEqualTo(STORED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fit=exact | fit must be crop or absent, because the model takes images of any size and treats"
            + " them as those of its data set, was exact",
        "fit=auto | fit must be crop or absent, because the model takes images of any size and treats"
            + " them as those of its data set, was auto",
        "fit=other | fit must be crop or absent, because the model takes images of any size and treats"
            + " them as those of its data set, was other",
        "polarity=auto | polarity must be as-is, because the model was trained on images of any"
            + " polarity as they are, was auto",
      })
  void conversionThatWouldDifferFromTheEvaluationIsRefused(String query, String detail) {
    id = model(3, 1);

    assertThat(predict(query, "image/png", photo()))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo(detail);
    assertThat(predict("fit=crop&polarity=as-is", "image/png", photo())).hasStatusOk();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "[[[0, 0]]] | pixels must have 32 rows, had 1",
        "[[[0], 1]] | pixels[0][1] must be a list, was a number",
        "[[0, [1]]] | pixels[0][1] must be a number, was a list",
      })
  void pixelsOfAnotherShapeAreRefusedByTheirPosition(String pixels, String detail) {
    id = model(3, 1);

    assertThat(predict("", "application/json", "{\"pixels\": %s}".formatted(pixels).getBytes()))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo(detail);
  }

  @Test
  void bytesOfAnotherLengthAreRefused() {
    id = model(3, 1);

    assertThat(predict("", "application/octet-stream", new byte[784]))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo(
            "body must have 3072 bytes for each image, 32 rows of 32 pixels of red, green and blue,"
                + " had 784");
  }

  @Test
  void imageOfTooManyPixelsIsRefused() {
    id = model(3, 1);
    byte[] png =
        OriginalFiles.encoded("png", new BufferedImage(5100, 5000, BufferedImage.TYPE_BYTE_BINARY));

    assertThat(predict("", "image/png", png))
        .hasStatus(HttpStatus.CONTENT_TOO_LARGE)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("too-large");
  }

  @Test
  void heatmapShowsTheSquareThatTheNetworkSees() throws IOException {
    id = model(3, 0.8);

    MvcTestResult answer = predict("explain=true", "image/png", photo());

    byte[] png =
        Base64.getDecoder()
            .decode(
                JsonPath.<String>read(
                    answer.getResponse().getContentAsString(), "$.predictions[0].heatmap"));
    BufferedImage heatmap = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(heatmap.getWidth()).isEqualTo(heatmap.getHeight()).isEqualTo(32 * 7);
  }

  private static byte[] photo() {
    return OriginalFiles.encoded("png", OriginalFiles.shapes(160, 90, BufferedImage.TYPE_INT_RGB));
  }

  private UUID model(int channels, double crop) {
    Preprocessing preprocessing =
        Preprocessing.crop(OrientationMode.EXIF, STORED, SIZE, Normalization.article(channels))
            .withCrop(crop);
    Architecture small =
        new Architecture(
            BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.TORCHVISION);
    return aside(
        () -> {
          try (NDManager manager = NDManager.newBaseManager()) {
            ResNet network = new ResNet(small, 3);
            network.initialize(manager, new Shape(1, channels, SIZE, SIZE), 5);
            String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
            return registry.register(
                store.save(key, network, Samples.description(preprocessing), null),
                UUID.randomUUID(),
                PromotionPolicy.NEVER);
          }
        });
  }

  private MvcTestResult predict(String query, String type, byte[] body) {
    return http.post()
        .uri("/predict?model=" + id + "&" + query)
        .contentType(MediaType.parseMediaType(type))
        .content(body)
        .exchange();
  }

  private MvcTestResult infer(String datatype, byte[] channelsFirst) {
    int[] levels = new int[channelsFirst.length];
    Arrays.setAll(levels, i -> channelsFirst[i] & 0xff);
    return http.post()
        .uri("/v2/models/%s/infer".formatted(id))
        .contentType(MediaType.APPLICATION_JSON)
        .content(
            """
            {"inputs": [{"name": "image", "datatype": "%s", "shape": [1, 3, 32, 32], "data": %s}]}
            """
                .formatted(datatype, Arrays.toString(levels)))
        .exchange();
  }

  /** Returns the largest probability in an answer of either protocol. */
  private static double probability(MvcTestResult result) throws IOException {
    assertThat(result).hasStatusOk();
    String answer = result.getResponse().getContentAsString();
    return answer.contains("outputs")
        ? JsonPath.<List<Number>>read(answer, "$.outputs[0].data").stream()
            .mapToDouble(Number::doubleValue)
            .max()
            .orElseThrow()
        : JsonPath.<Number>read(answer, "$.predictions[0].probability").doubleValue();
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private static byte[] channelsFirst(byte[] pixels) {
    byte[] values = new byte[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i % 3 * SIZE * SIZE + i / 3] = pixels[i];
    }
    return values;
  }

  private static String json(byte[] pixels, int channels) {
    StringBuilder json = new StringBuilder("{\"pixels\": [");
    for (int y = 0; y < SIZE; y++) {
      json.append(y == 0 ? "[" : ", [");
      for (int x = 0; x < SIZE; x++) {
        int[] pixel = new int[channels];
        int from = (y * SIZE + x) * channels;
        Arrays.setAll(pixel, channel -> pixels[from + channel] & 0xff);
        json.append(x == 0 ? "" : ", ")
            .append(channels == 1 ? String.valueOf(pixel[0]) : Arrays.toString(pixel));
      }
      json.append("]");
    }
    return json.append("]}").toString();
  }

  private static byte[] png(byte[] pixels, int channels) {
    BufferedImage image =
        new BufferedImage(
            SIZE, SIZE, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
      for (int channel = 0; channel < channels; channel++) {
        image
            .getRaster()
            .setSample(i % SIZE, i / SIZE, channel, pixels[i * channels + channel] & 0xff);
      }
    }
    return OriginalFiles.encoded("png", image);
  }
}
