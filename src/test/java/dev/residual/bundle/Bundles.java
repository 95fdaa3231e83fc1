package dev.residual.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** Bundles of models that are stored for a test. */
@ResidualTest
abstract class Bundles {

  private static final Normalization COLORS =
      new Normalization(List.of(120.0, 60.0, 180.0), List.of(60.0, 90.0, 40.0));

  /** What the models of these tests take. */
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

  @Autowired MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @Autowired private JsonMapper json;
  @TempDir Path folder;

  private final List<UUID> models = new ArrayList<>();

  @AfterEach
  void deleteModels() {
    models.forEach(id -> http.delete().uri("/models/" + id).exchange());
  }

  static byte[] fixture(String name) throws IOException {
    return new ClassPathResource("dev/residual/image/files/" + name).getContentAsByteArray();
  }

  MvcTestResult get(UUID id) {
    return http.get().uri(path(id)).exchange();
  }

  static String path(UUID id) {
    return "/models/" + id + "/bundle";
  }

  Map<String, byte[]> unpack(MvcTestResult answer) throws IOException {
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

  UUID trained(Kind kind) throws IOException {
    List<byte[]> images = new ArrayList<>();
    for (String name : List.of("boot.png", "boot-16.png", "boot-exif-6.png")) {
      ImageFormat format = kind.preprocessing.inputFormat();
      images.add(ImageDecoder.decode(fixture(name), format, Fit.RESIZE, Polarity.AS_IS));
    }
    return save(kind, description(kind), images);
  }

  /** Describes a model whose temperature shows small differences of the logits. */
  static ModelDescription description(Kind kind) {
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

  UUID save(Kind kind, ModelDescription description, @Nullable List<byte[]> images) {
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
