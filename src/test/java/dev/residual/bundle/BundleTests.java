package dev.residual.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.evaluation.Outputs;
import dev.residual.image.Fit;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import dev.residual.image.Polarity;
import dev.residual.model.Calibration;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.Samples;
import dev.residual.model.StoredModel;
import dev.residual.model.TestResult;
import dev.residual.nn.ResNet;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.OrientationMode;
import dev.residual.preprocessing.Preprocessing;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** Uses bundles as those do who have taken them away, with ONNX Runtime. */
@ResidualTest
class BundleTests {

  private static final Normalization COLORS =
      new Normalization(List.of(120.0, 60.0, 180.0), List.of(60.0, 90.0, 40.0));

  /** What the models of this test take. */
  enum Kind {
    GRAY_28(Preprocessing.exact(ImageFormat.gray(28, 28), 28, Normalization.article(1), null)),
    GRAY_ENLARGED(
        Preprocessing.exact(ImageFormat.gray(28, 28), 40, Normalization.article(1), null)),
    GRAY_FOR_COLORS(Preprocessing.exact(ImageFormat.gray(28, 28), 30, COLORS, null)),
    COLOR(Preprocessing.crop(OrientationMode.EXIF, 48, 32, COLORS).withCrop(0.875)),
    COLOR_AS_IN_THE_FILE(Preprocessing.crop(OrientationMode.AS_IS, 64, 64, COLORS)),
    GRAY_OF_ANY_SIZE(Preprocessing.crop(OrientationMode.EXIF, 24, 32, Normalization.article(1)));

    private final Preprocessing preprocessing;

    Kind(Preprocessing preprocessing) {
      this.preprocessing = preprocessing;
    }

    boolean takesAnySize() {
      return preprocessing.fit() == Preprocessing.DefaultFit.CROP;
    }
  }

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JsonMapper json;
  @TempDir private Path folder;

  private final List<UUID> models = new ArrayList<>();

  @AfterEach
  void deleteModels() {
    models.forEach(id -> http.delete().uri("/models/" + id).exchange());
  }

  @ParameterizedTest
  @EnumSource
  void programInJavaAnswersAsTheService(Kind kind) throws Exception {
    UUID id = trained(kind);
    unpack(get(id));

    try (BundledProgram program = BundledProgram.open(folder)) {
      assertThat(program.check()).isTrue();
      for (Map.Entry<String, byte[]> image : images(kind).entrySet()) {
        double[] expected = predicted(id, image.getValue());
        assertThat(program.predict(image.getValue()))
            .as("%s", image.getKey())
            .containsExactly(expected, within(image.getKey().endsWith(".jpg") ? 2e-2 : 1e-4));
      }
    }
  }

  @Test
  void bundleIsCompleteAndItsProgramRunsAsItIs() throws Exception {
    UUID id = trained(Kind.GRAY_28);
    Map<String, byte[]> files = unpack(get(id));

    assertThat(files.keySet())
        .contains(
            "README.md",
            "labels.json",
            "labels.txt",
            "preprocessing.json",
            "calibration.json",
            "Predict.java",
            "predict.py",
            "requirements.txt",
            "samples/expected.csv",
            "samples/01.png",
            "model.onnx");
    assertThat(new String(files.get("labels.txt"), UTF_8)).isEqualTo("Shirt\nBag\n");
    assertThat(files.get("README.md"))
        .isEqualTo(
            http.get()
                .uri("/models/{id}/card", id)
                .exchange()
                .getResponse()
                .getContentAsByteArray());
    assertThat(files.get("model.onnx"))
        .isEqualTo(
            http.get()
                .uri("/models/{id}/onnx", id)
                .exchange()
                .getResponse()
                .getContentAsByteArray());
    assertThat(
            JsonPath.<Integer>read(new String(files.get("preprocessing.json"), UTF_8), "$.width"))
        .isEqualTo(28);
    assertThat(BundledProgram.run(folder, "--check"))
        .matches("(?s)6 probabilities, largest difference 0\\.0000\\d\\d\\R");
    assertThat(BundledProgram.run(folder, "samples/01.png"))
        .matches("(?s)samples/01.png: (Shirt|Bag), [01]\\.\\d{4}\\R");
    assertThat(BundledProgram.run(folder, "boot.png"))
        .matches("boot.png: there is no such file\\R");
    assertThat(BundledProgram.run(folder, "labels.txt"))
        .matches("labels.txt: not an image that this Java can read; use a PNG or JPEG\\R");
  }

  @Test
  void answersThatDifferAreNoticed() throws Exception {
    unpack(get(trained(Kind.GRAY_28)));
    Path expected = folder.resolve("samples/expected.csv");
    Files.writeString(
        expected, Files.readString(expected).replaceAll("(?m)^01.png,0,.*$", "01.png,0,0.123"));

    try (BundledProgram program = BundledProgram.open(folder)) {
      assertThat(program.check()).isFalse();
    }
  }

  @Test
  void sameModelHasTheSameBytes() throws Exception {
    UUID id = trained(Kind.COLOR);
    byte[] bundle = get(id).getResponse().getContentAsByteArray();
    assertThat(get(id).getResponse().getContentAsByteArray()).isEqualTo(bundle);
  }

  @Test
  void bundleIsADownload() throws IOException {
    UUID id = trained(Kind.GRAY_28);
    MvcTestResult whole = get(id);
    byte[] bytes = whole.getResponse().getContentAsByteArray();
    String etag = whole.getResponse().getHeader("ETag");

    assertThat(whole)
        .hasStatusOk()
        .hasContentType("application/zip")
        .hasHeader("Content-Disposition", "attachment; filename=\"%s.zip\"".formatted(id));
    assertThat(http.head().uri(path(id)))
        .hasStatusOk()
        .hasHeader("Content-Length", String.valueOf(bytes.length));
    assertThat(http.get().uri(path(id)).header("If-None-Match", etag))
        .hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(http.get().uri(path(id)).header("Range", "bytes=100-"))
        .hasStatus(HttpStatus.PARTIAL_CONTENT)
        .body()
        .isEqualTo(Arrays.copyOfRange(bytes, 100, bytes.length));
  }

  @Test
  void modelOfAnEarlierVersionHasNoSamples() throws Exception {
    UUID id = save(Kind.GRAY_28, description(Kind.GRAY_28), null);
    Map<String, byte[]> files = unpack(get(id));

    assertThat(files.keySet()).noneMatch(name -> name.endsWith(".png"));
    try (BundledProgram program = BundledProgram.open(folder)) {
      assertThat(program.check()).isTrue();
    }
  }

  @Test
  void backboneHasNoBundle() throws Exception {
    ModelDescription trained = Samples.description("fashion-mnist", 0.9);
    ModelDescription backbone =
        ModelDescription.imported(
            trained.architecture(),
            trained.preprocessing(),
            List.of(),
            new ModelDescription.Origin("mine", null, null, "00ff", null));

    MvcTestResult answer = get(save(Kind.GRAY_28, backbone, null));

    assertThat(answer).hasStatus(HttpStatus.CONFLICT);
    assertThat(JsonPath.<String>read(answer.getResponse().getContentAsString(), "$.code"))
        .isEqualTo("model-without-labels");
  }

  /** Returns files of all kinds that the model takes and both programs can read. */
  private static Map<String, byte[]> images(Kind kind) throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    if (!kind.takesAnySize()) {
      for (String name : List.of("boot.png", "boot-16.png", "boot-exif-6.png", "boot-8.bmp")) {
        images.put(name, fixture(name));
      }
      images.put("colors.png", drawn(28, 28, BufferedImage.TYPE_INT_RGB, "png"));
      images.put("alpha.png", drawn(28, 28, BufferedImage.TYPE_INT_ARGB, "png"));
      images.put("boot-exif-7.jpg", fixture("boot-exif-7.jpg"));
      return images;
    }
    for (int orientation = 2; orientation <= 8; orientation++) {
      String name = "boot-exif-" + orientation + ".jpg";
      images.put(name, fixture(name));
    }
    images.put("small.png", drawn(20, 12, BufferedImage.TYPE_INT_RGB, "png"));
    images.put("wide.png", drawn(400, 60, BufferedImage.TYPE_INT_RGB, "png"));
    images.put("tall.png", drawn(61, 133, BufferedImage.TYPE_INT_ARGB, "png"));
    images.put("gray.png", drawn(90, 80, BufferedImage.TYPE_BYTE_GRAY, "png"));
    images.put("palette.png", drawn(90, 80, BufferedImage.TYPE_BYTE_INDEXED, "png"));
    images.put("photo.jpg", drawn(160, 120, BufferedImage.TYPE_INT_RGB, "jpg"));
    // It has so many pixels that every second row and column is taken.
    images.put("large.png", drawn(2500, 1700, BufferedImage.TYPE_INT_RGB, "png"));
    return images;
  }

  private static byte[] fixture(String name) throws IOException {
    return new ClassPathResource("dev/residual/image/files/" + name).getContentAsByteArray();
  }

  private static byte[] drawn(int width, int height, int type, String format) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    Random random = new Random(3);
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(200, 40, 90, 130), width, height, Color.CYAN));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 12; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(random.nextInt(width), random.nextInt(height), width / 3, height / 3);
    }
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, format, file);
    return file.toByteArray();
  }

  private double[] predicted(UUID id, byte[] image) throws IOException {
    MvcTestResult answer =
        http.post()
            .uri("/predict?topK=10&model=" + id)
            .contentType("application/octet-stream")
            .content(image)
            .exchange();
    assertThat(answer).hasStatusOk();
    String body = answer.getResponse().getContentAsString();
    List<Map<String, Object>> top = JsonPath.read(body, "$.predictions[0].top");
    double[] probabilities = new double[top.size()];
    top.forEach(
        each ->
            probabilities[(Integer) each.get("index")] =
                ((Number) each.get("probability")).doubleValue());
    return probabilities;
  }

  private MvcTestResult get(UUID id) {
    return http.get().uri(path(id)).exchange();
  }

  private static String path(UUID id) {
    return "/models/" + id + "/bundle";
  }

  private Map<String, byte[]> unpack(MvcTestResult answer) throws IOException {
    assertThat(answer).hasStatusOk();
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(
            new ByteArrayInputStream(answer.getResponse().getContentAsByteArray()))) {
      for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
        byte[] content = zip.readAllBytes();
        files.put(each.getName(), content);
        Path file = folder.resolve(each.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, content);
      }
    }
    return files;
  }

  private UUID trained(Kind kind) throws IOException {
    List<byte[]> images = new ArrayList<>();
    for (String name : List.of("boot.png", "boot-16.png", "boot-exif-6.png")) {
      ImageFormat format = kind.preprocessing.inputFormat();
      images.add(ImageDecoder.decode(fixture(name), format, Fit.RESIZE, Polarity.AS_IS));
    }
    return save(kind, description(kind), images);
  }

  /** Describes a model whose temperature shows small differences of the logits. */
  private static ModelDescription description(Kind kind) {
    ModelDescription sample =
        kind.takesAnySize() || kind == Kind.GRAY_FOR_COLORS
            ? Samples.description(kind.preprocessing)
            : Samples.description("fashion-mnist", 0.9);
    return new ModelDescription(
        sample.architecture(),
        kind.preprocessing,
        sample.labels(),
        "pets@1",
        Map.of(),
        Map.of("epochs", 1),
        42,
        "cpu",
        "fp32",
        100L,
        Map.of(),
        new TestResult("test", 100, 0.5, 0.9, 1, null, null),
        new Calibration(0.5, "held-out", 0.0625, 0.03125),
        null);
  }

  private UUID save(Kind kind, ModelDescription description, @Nullable List<byte[]> images) {
    String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
    int classes = description.isBackbone() ? 2 : description.labels().size();
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(description.architecture(), classes);
      Shape input = description.input();
      network.initialize(manager, input, 7);
      ReferenceSamples samples = null;
      if (images != null) {
        ImageTensors tensors = new ImageTensors(kind.preprocessing);
        float[] logits =
            network
                .forward(
                    new ParameterStore(manager, false),
                    new NDList(tensors.images(manager, images)),
                    false)
                .singletonOrThrow()
                .toFloatArray();
        float[][] rows = new float[images.size()][];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = Arrays.copyOfRange(logits, i * classes, (i + 1) * classes);
        }
        samples = new ReferenceSamples(kind.preprocessing.inputFormat(), images, rows);
      }
      int[] labels = {0, 1, 0, 1};
      StoredModel saved =
          store.save(
              key,
              network,
              description,
              samples,
              description.isBackbone()
                  ? Map.of()
                  : Outputs.files("pets@1", description.labels(), labels, labels, json));
      UUID id = registry.register(saved, null, PromotionPolicy.NEVER);
      models.add(id);
      return id;
    }
  }
}
