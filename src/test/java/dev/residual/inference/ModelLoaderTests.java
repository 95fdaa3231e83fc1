package dev.residual.inference;

import static dev.residual.inference.NoiseImages.images;
import static dev.residual.inference.SmallModels.aside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.residual.ResidualTest;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import dev.residual.model.ReferenceSamples;
import dev.residual.model.RegisteredModel;
import dev.residual.onednn.OneDnn;
import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@ResidualTest
class ModelLoaderTests {

  private static final ComputeDevice GPU =
      new ComputeDevice("gpu0", ComputeDevice.Kind.GPU, 1 << 30, 0, Map.of());

  @Autowired MockMvcTester http;
  @Autowired ModelStore store;
  @Autowired ModelRegistry registry;
  @Autowired Devices devices;

  private SmallModels models;
  private UUID id;

  @BeforeEach
  void addModel() {
    models = new SmallModels(store, registry, http);
    List<byte[]> images = images(32);
    float[][] logits =
        SmallModels.answers(1, images).stream()
            .map(ModelLoaderTests::logarithms)
            .toArray(float[][]::new);
    id = models.add(1, new ReferenceSamples(SmallModels.FORMAT, images, logits));
  }

  /** Returns logits that have the same softmax as the original ones. */
  private static float[] logarithms(float[] probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  @AfterEach
  void removeModel() {
    models.remove(id);
  }

  @ParameterizedTest
  @CsvSource({"onednn, fp32", "onednn, bf16", "libtorch, fp32"})
  void everyBackendPredictsTheSame(String engine, String precision) {
    ComputeDevice device = devices.forServing();
    assumeThat(engine.equals("libtorch") || OneDnn.unavailableReason().isEmpty()).isTrue();
    assumeThat(device.precisions().toString()).contains(precision);
    List<byte[]> images = images(21);
    List<float[]> expected = SmallModels.answers(1, images);
    RegisteredModel model = registry.find(id.toString()).orElseThrow();

    List<float[]> found =
        aside(
            () -> {
              try (LoadedModel loaded =
                  new ModelLoader(store, device, settings(engine, precision)).load(model)) {
                assertThat(loaded.backend()).hasToString(precision + " by " + engine);
                return loaded
                    .outputs(images.stream().map(StubModel::input).toList(), false)
                    .stream()
                    .map(output -> loaded.probabilities(output.logits()))
                    .toList();
              }
            });

    float tolerance = precision.equals("bf16") ? 0.02f : 1e-4f;
    for (int i = 0; i < images.size(); i++) {
      for (int k = 0; k < 10; k++) {
        assertThat(Math.abs(found.get(i)[k] - expected.get(i)[k])).isLessThan(tolerance);
      }
    }
  }

  @Test
  void unsupportedBackendIsRejectedAtStartUp() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new ModelLoader(store, GPU, settings("onednn", "auto")))
        .withMessage(
            "residual.serving.backend is onednn and precision auto, but gpu0 has only: "
                + "[fp32 by libtorch]");
    assertThatIllegalStateException()
        .isThrownBy(() -> new ModelLoader(store, GPU, settings("libtorch", "bf16")))
        .withMessageContaining("precision bf16");
  }

  private static ServingSettings settings(String engine, String precision) {
    return new ServingSettings(
        1, 1, engine, precision, 8, 64, Duration.ZERO, Duration.ofMinutes(1), 1);
  }
}
