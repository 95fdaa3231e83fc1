package dev.residual.inference;

import static dev.residual.inference.SmallModels.aside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.dataset.LabeledImages;
import dev.residual.dataset.pack.Pack;
import dev.residual.dataset.pack.Split;
import dev.residual.evaluation.Evaluation;
import dev.residual.image.Normalization;
import dev.residual.model.Logits;
import dev.residual.model.ModelDescription;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.PromotionPolicy;
import dev.residual.model.TestResult;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.pipeline.ImageTensors;
import dev.residual.preprocessing.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/**
 * Imports files, evaluates a model on the images, and sends the files themselves to be predicted.
 */
@ResidualTest
class OriginalFilesTests {

  private static final Architecture SMALL =
      new Architecture(
          BlockKind.BASIC, List.of(1, 1), List.of(4, 8), Stem.SMALL, Convention.TORCHVISION);
  private static final int STORED = 64;
  private static final int SIZE = 48;

  @Autowired private MockMvcTester http;
  @Autowired private ModelStore store;
  @Autowired private ModelRegistry registry;
  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "auto, exif, 1, 3",
    "auto, exif, 0.875, 3",
    "auto, as-is, 1, 3",
    "gray, exif, 0.875, 1",
    "gray, as-is, 1, 1",
    "gray, exif, 0.875, 3"
  })
  void fileIsPredictedAsItsImportedImageIsEvaluated(
      String color, String orientation, double crop, int networkChannels) throws IOException {
    List<OriginalFiles.Original> files = OriginalFiles.all();
    Pack pack = OriginalFiles.imported(files, color, orientation, STORED, temp);
    Preprocessing preprocessing =
        preprocessing(pack).withCrop(crop).withNormalization(normalization(networkChannels));
    float[][] logits = new float[files.size()][];

    UUID id = model(preprocessing, pack.images(Split.TEST), logits);

    try {
      for (int i = 0; i < files.size(); i++) {
        OriginalFiles.Original file = files.get(i);
        assertThat(pack.name(Split.TEST, i)).endsWith("/" + file.name());
        String answer = answer(predict(id, file));
        double[] expected = Logits.softmax(logits[i], 1);
        int label = Logits.argmax(logits[i]);
        assertThat(JsonPath.<Integer>read(answer, "$.predictions[0].index"))
            .as(file.name())
            .isEqualTo(label);
        assertThat(JsonPath.<Number>read(answer, "$.predictions[0].probability").doubleValue())
            .as(file.name())
            .isCloseTo(expected[label], within(1e-6));
      }
    } finally {
      assertThat(http.delete().uri("/models/" + id)).hasStatus(HttpStatus.NO_CONTENT);
    }
  }

  @Test
  void networkSeesTheVeryValuesOfTheEvaluation() throws IOException {
    List<OriginalFiles.Original> files = OriginalFiles.all();
    Pack pack = OriginalFiles.imported(files, "auto", "exif", STORED, temp);
    Preprocessing preprocessing = preprocessing(pack).withCrop(0.875);
    ImageTensors tensors = new ImageTensors(preprocessing);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int i = 0; i < files.size(); i++) {
        assertThat(tensors.inputValues(List.of(preprocessing.decode(files.get(i).content()))))
            .as(files.get(i).name())
            .isEqualTo(
                tensors.images(manager, pack.images(Split.TEST), new int[] {i}).toFloatArray());
      }
    }
  }

  private static Preprocessing preprocessing(Pack pack) {
    return Preprocessing.crop(
        pack.manifest().orientation(),
        pack.manifest().storedSize(),
        SIZE,
        normalization(pack.manifest().channels()));
  }

  private static Normalization normalization(int channels) {
    return channels == 1
        ? new Normalization(List.of(100.0), List.of(50.0))
        : new Normalization(List.of(120.0, 110.0, 100.0), List.of(60.0, 70.0, 80.0));
  }

  /** Stores a model, and the logits of its evaluation. */
  private UUID model(Preprocessing preprocessing, LabeledImages images, float[][] logits) {
    List<String> labels = List.of("a", "b", "c", "d", "e");
    return aside(
        () -> {
          try (NDManager manager = NDManager.newBaseManager()) {
            ResNet network = new ResNet(SMALL, labels.size());
            network.initialize(
                manager, new Shape(1, preprocessing.networkChannels(), SIZE, SIZE), 3);
            Evaluation evaluation =
                Evaluation.of(
                    batch -> forward(network, batch, manager),
                    images,
                    new ImageTensors(preprocessing),
                    manager,
                    () -> {});
            System.arraycopy(evaluation.logits(), 0, logits, 0, logits.length);
            ModelDescription description =
                new ModelDescription(
                    SMALL,
                    preprocessing,
                    labels,
                    "originals",
                    Map.of(),
                    Map.of(),
                    42,
                    "cpu",
                    "fp32",
                    1L,
                    Map.of(),
                    new TestResult("test", images.size(), 1, 0.5, 1, null, null),
                    null,
                    null);
            String key = "jobs/%s/1/model".formatted(UUID.randomUUID());
            return registry.register(
                store.save(key, network, description, null),
                UUID.randomUUID(),
                PromotionPolicy.NEVER);
          }
        });
  }

  private static NDArray forward(ResNet network, NDArray batch, NDManager manager) {
    return network
        .forward(new ParameterStore(manager, false), new NDList(batch), false)
        .singletonOrThrow();
  }

  private MvcTestResult predict(UUID id, OriginalFiles.Original file) {
    return http.post()
        .uri("/predict?model=" + id)
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .content(file.content())
        .exchange();
  }

  private static String answer(MvcTestResult result) throws IOException {
    assertThat(result).hasStatusOk();
    return result.getResponse().getContentAsString();
  }
}
