package dev.residual.inference;

import static dev.residual.inference.SmallModels.aside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.model.Logits;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.ModelVerificationException;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.RegisteredModel;
import dev.residual.model.Samples;
import dev.residual.nn.ResNet;
import dev.residual.onednn.OneDnn;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.torch.Devices;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Sends gray images in all ways to networks that take colors. */
@ResidualTest
class GrayImagesForColorsTests {

  private static final int SIDE = 20;
  private static final long SEED = 5;

  /**
   * Each channel has its own, so that a channel in the wrong place is noticed. The values are
   * small, so that no class of the untrained network is certain.
   */
  private static final Normalization COLORS =
      new Normalization(List.of(120.0, 60.0, 180.0), List.of(600.0, 900.0, 400.0));

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private Devices devices;
  private final List<UUID> models = new ArrayList<>();
  private final byte[] image = noise();

  @AfterEach
  void removeModels() {
    models.forEach(
        id -> assertThat(http.delete().uri("/models/" + id)).hasStatus(HttpStatus.NO_CONTENT));
  }

  @ParameterizedTest
  @CsvSource({"EXACT", "CROP"})
  void everyWayGivesTheOutputsForRepeatedValues(Preprocessing.DefaultFit fit) throws IOException {
    UUID id = model(fit == Preprocessing.DefaultFit.EXACT ? exact(1, SIDE) : anySize());
    double[] expected = Logits.softmax(logits(image), 1);

    assertThat(Arrays.stream(expected)).allMatch(each -> each > 0.02);
    for (MvcTestResult answer :
        List.of(
            predict(id, "", "application/octet-stream", image),
            predict(id, "", "application/json", json(image, 1).getBytes()),
            predict(id, "", "image/png", png(image, BufferedImage.TYPE_BYTE_GRAY)),
            predict(id, "", "image/png", png(image, BufferedImage.TYPE_INT_RGB)),
            infer(id, "UINT8", "[1, 1, 20, 20]"),
            infer(id, "UINT8", "[1, 20, 20]"),
            infer(id, "FP32", "[1, 1, 20, 20]"))) {
      assertThat(probabilities(answer)).containsExactly(expected, within(1e-5));
    }
  }

  @Test
  void colorsInJsonBecomeGray() throws IOException {
    UUID id = model(anySize());

    assertThat(
            probabilities(predict(id, "", "application/json", json(repeated(image), 3).getBytes())))
        .containsExactly(Logits.softmax(logits(image), 1), within(1e-5));
  }

  @Test
  void metadataAsksForGrayImages() {
    UUID id = model(exact(1, SIDE));

    assertThat(http.get().uri("/v2/models/" + id))
        .bodyJson()
        .extractingPath("$.inputs[0].shape")
        .asArray()
        .containsExactly(-1, 1, SIDE, SIDE);
    assertThat(http.get().uri("/v2/models/" + id + "/config"))
        .bodyJson()
        .extractingPath("$.input[0].dims")
        .asArray()
        .containsExactly(1, SIDE, SIDE);
    assertThat(http.get().uri("/models/" + id))
        .bodyJson()
        .isLenientlyEqualTo(
            "{\"preprocessing\": {\"channels\": 1, \"mean\": [120.0, 60.0, 180.0], \"height\": 20}}");
    assertThat(infer(id, "UINT8", "[1, 3, 20, 20]"))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.error")
        .asString()
        .contains("must be [n, 1, 20, 20]");
  }

  @ParameterizedTest
  @CsvSource({"20, class-activation", "4, occlusion"})
  void heatmapIsThatOfTheSameNetworkForTheImageInColor(int imageSize, String method)
      throws IOException {
    String gray =
        body(
            predict(model(exact(1, imageSize)), "explain=true", "application/octet-stream", image));
    String color =
        body(
            predict(
                model(exact(3, imageSize)),
                "explain=true",
                "application/octet-stream",
                repeated(image)));

    assertThat(JsonPath.<String>read(gray, "$.predictions[0].heatmapMethod")).isEqualTo(method);
    BufferedImage heatmap = heatmap(gray);
    int[] pixels = heatmap.getRGB(0, 0, heatmap.getWidth(), heatmap.getHeight(), null, 0, 220);
    assertThat(pixels).isEqualTo(heatmap(color).getRGB(0, 0, 220, 220, null, 0, 220));
    assertThat(Arrays.stream(pixels).mapToObj(Color::new))
        .anyMatch(pixel -> pixel.getRed() > pixel.getBlue() + 50)
        .anyMatch(pixel -> pixel.getRed() == pixel.getBlue());
  }

  @Test
  void onnxFileComputesThePredictionFromThreeChannels() throws Exception {
    UUID id = model(exact(1, SIDE));
    byte[] file =
        http.get().uri("/models/{id}/onnx", id).exchange().getResponse().getContentAsByteArray();
    OrtEnvironment runtime = OrtEnvironment.getEnvironment();

    try (OrtSession session = runtime.createSession(file)) {
      double[] found = Logits.softmax(onnxLogits(runtime, session), 1);
      assertThat(probabilities(predict(id, "", "application/octet-stream", image)))
          .containsExactly(found, within(1e-5));
      assertThat(session.getMetadata().getCustomMetadata().get("preprocessing"))
          .contains("\"channels\":1");
    }
  }

  @ParameterizedTest
  @CsvSource({"onednn", "libtorch"})
  void everyBackendReproducesTheReferenceSamples(String engine) {
    assumeThat(engine.equals("libtorch") || OneDnn.unavailableReason().isEmpty()).isTrue();
    ImageFormat format = ImageFormat.gray(SIDE, SIDE);
    float[] expected = logits(image);
    UUID right =
        model(
            exact(1, SIDE), new ReferenceSamples(format, List.of(image), new float[][] {expected}));
    float[] others = {expected[1], expected[2], expected[0]};
    UUID wrong =
        model(exact(1, SIDE), new ReferenceSamples(format, List.of(image), new float[][] {others}));

    try (LoadedModel loaded = load(right, engine)) {
      assertThat(loaded.backend()).hasToString("fp32 by " + engine);
      float[] found =
          aside(() -> loaded.outputs(List.of(exact(1, SIDE).input(image)), false).get(0).logits());
      assertThat(found).containsExactly(expected, within(1e-4f));
    }
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> load(wrong, engine))
        .withCauseInstanceOf(ModelVerificationException.class)
        .withMessageContaining("does not reproduce");
  }

  private LoadedModel load(UUID id, String engine) {
    RegisteredModel model = registry.find(id.toString()).orElseThrow();
    ServingSettings settings =
        new ServingSettings(1, 1, engine, "fp32", 8, 64, Duration.ZERO, Duration.ofMinutes(1), 1);
    return aside(() -> new ModelLoader(store, devices.forServing(), settings).load(model));
  }

  private static Preprocessing exact(int channels, int imageSize) {
    return Preprocessing.exact(new ImageFormat(channels, SIDE, SIDE), imageSize, COLORS, null);
  }

  private static Preprocessing anySize() {
    return Preprocessing.crop(OrientationMode.EXIF, SIDE, SIDE, Normalization.article(1))
        .withNormalization(COLORS);
  }

  private UUID model(Preprocessing preprocessing) {
    return model(preprocessing, null);
  }

  private UUID model(Preprocessing preprocessing, @Nullable ReferenceSamples samples) {
    ModelDescription description = Samples.description(preprocessing);
    UUID id =
        aside(
            () -> {
              try (NDManager manager = NDManager.newBaseManager()) {
                String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
                ResNet network = network(manager, description.input());
                return registry.register(
                    store.save(key, network, description, samples),
                    UUID.randomUUID(),
                    PromotionPolicy.NEVER);
              }
            });
    models.add(id);
    return id;
  }

  private static ResNet network(NDManager manager, Shape input) {
    ResNet network = new ResNet(Samples.description(exact(1, SIDE)).architecture(), 3);
    network.initialize(manager, input, SEED);
    return network;
  }

  /** Returns the outputs of the network for gray values that are repeated by this test. */
  private static float[] logits(byte[] image) {
    return aside(
        () -> {
          try (NDManager manager = NDManager.newBaseManager()) {
            Shape input = new Shape(1, 3, SIDE, SIDE);
            return network(manager, input)
                .forward(
                    new ParameterStore(manager, false),
                    new NDList(manager.create(values(image), input)),
                    false)
                .singletonOrThrow()
                .toFloatArray();
          }
        });
  }

  private float[] onnxLogits(OrtEnvironment runtime, OrtSession session) throws OrtException {
    long[] shape = {1, 3, SIDE, SIDE};
    try (OnnxTensor input =
            OnnxTensor.createTensor(runtime, FloatBuffer.wrap(values(image)), shape);
        OrtSession.Result result = session.run(Map.of("image", input))) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }

  /** Returns the normalized values of red, then of green, then of blue. */
  private static float[] values(byte[] image) {
    float[] values = new float[3 * image.length];
    for (int i = 0; i < values.length; i++) {
      int channel = i / image.length;
      double level = image[i % image.length] & 0xff;
      values[i] = (float) ((level - COLORS.mean().get(channel)) / COLORS.scale().get(channel));
    }
    return values;
  }

  private MvcTestResult predict(UUID id, String query, String type, byte[] body) {
    return http.post()
        .uri("/predict?topK=3&model=" + id + "&" + query)
        .contentType(MediaType.parseMediaType(type))
        .content(body)
        .exchange();
  }

  private MvcTestResult infer(UUID id, String datatype, String shape) {
    int[] levels = IntStream.range(0, image.length).map(i -> image[i] & 0xff).toArray();
    return http.post()
        .uri("/v2/models/%s/infer".formatted(id))
        .contentType(MediaType.APPLICATION_JSON)
        .content(Tensors.tensor(datatype, shape, Arrays.toString(levels)))
        .exchange();
  }

  /** Returns the probabilities in an answer of either protocol, in the order of the labels. */
  private static double[] probabilities(MvcTestResult result) throws IOException {
    String answer = body(result);
    double[] probabilities = new double[3];
    if (answer.contains("outputs")) {
      List<Number> data = JsonPath.read(answer, "$.outputs[0].data");
      Arrays.setAll(probabilities, i -> data.get(i).doubleValue());
    } else {
      List<Map<String, Object>> top = JsonPath.read(answer, "$.predictions[0].top");
      top.forEach(
          each ->
              probabilities[(Integer) each.get("index")] =
                  ((Number) each.get("probability")).doubleValue());
    }
    return probabilities;
  }

  private static String body(MvcTestResult result) throws IOException {
    assertThat(result).hasStatusOk();
    return result.getResponse().getContentAsString();
  }

  private static BufferedImage heatmap(String answer) throws IOException {
    String png = JsonPath.read(answer, "$.predictions[0].heatmap");
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
  }

  private static byte[] noise() {
    byte[] noise = new byte[SIDE * SIDE];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private static byte[] repeated(byte[] gray) {
    byte[] color = new byte[3 * gray.length];
    for (int i = 0; i < color.length; i++) {
      color[i] = gray[i / 3];
    }
    return color;
  }

  private static String json(byte[] pixels, int channels) {
    StringBuilder json = new StringBuilder("{\"pixels\": [");
    for (int y = 0; y < SIDE; y++) {
      json.append(y == 0 ? "[" : ", [");
      for (int x = 0; x < SIDE; x++) {
        int[] pixel = new int[channels];
        int from = (y * SIDE + x) * channels;
        Arrays.setAll(pixel, channel -> pixels[from + channel] & 0xff);
        json.append(x == 0 ? "" : ", ")
            .append(channels == 1 ? String.valueOf(pixel[0]) : Arrays.toString(pixel));
      }
      json.append("]");
    }
    return json.append("]}").toString();
  }

  private static byte[] png(byte[] gray, int type) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, type);
    for (int i = 0; i < gray.length; i++) {
      for (int channel = 0; channel < image.getRaster().getNumBands(); channel++) {
        image.getRaster().setSample(i % SIDE, i / SIDE, channel, gray[i] & 0xff);
      }
    }
    return OriginalFiles.encoded("png", image);
  }
}
