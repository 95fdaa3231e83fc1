package dev.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResNetTests {

  private static final Shape SMALL = new Shape(1, 1, 28, 28);

  @ParameterizedTest
  @CsvSource({
    "resnet18, 11689512",
    "resnet34, 21797672",
    "resnet50, 25557032",
    "resnet101, 44549160",
    "resnet152, 60192808"
  })
  void hasTorchvisionParameterCount(String name, long count) {
    Architecture architecture = Architecture.preset(name).in(Convention.TORCHVISION);

    Summary summary = Summary.of(architecture, new Shape(1, 3, 224, 224), 1000);

    assertThat(summary.trainableParameters()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet34", "resnet50", "resnet101", "resnet152"})
  void presetHasTheDepthInItsName(String name) {
    Architecture architecture = Architecture.preset(name);

    assertThat("resnet" + architecture.depth()).isEqualTo(name);
    assertThat(architecture.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void summaryCountsAllParameters(String name) {
    Architecture architecture = Architecture.preset(name);
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(architecture, 10);
      network.initialize(manager, SMALL, 1);

      Map<String, Parameter> state = network.state(SMALL);

      assertThat(state.values().stream().mapToLong(p -> p.getArray().size()).sum())
          .isEqualTo(Summary.of(architecture, SMALL, 10).totalParameters());
      assertThat(state).hasSameSizeAs(network.getParameters());
    }
  }

  @Test
  void parametersHaveTorchvisionNames() {
    ResNet network = new ResNet(Architecture.preset("resnet50"), 10);

    assertThat(network.state(SMALL))
        .containsKeys(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "layer1.0.conv3.weight",
            "layer2.0.downsample.0.weight",
            "layer2.0.downsample.1.running_var",
            "layer4.2.bn3.bias",
            "fc.weight",
            "fc.bias")
        .doesNotContainKey("conv1.bias");
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet34", "resnet50"})
  void forwardReturnsLogits(String name) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(Architecture.preset(name), 10);
      network.initialize(manager, SMALL, 1);
      NDArray images = manager.randomNormal(new Shape(2, 1, 40, 40));

      NDArray logits = forward(network, manager, images);

      assertThat(logits.getShape()).isEqualTo(new Shape(2, 10));
      assertThat(logits.toFloatArray()).doesNotContain(Float.NaN).doesNotContain(0f);
    }
  }

  @Test
  void buildsCustomNetworkWithSmallStem() {
    Architecture architecture =
        new Architecture(
            BlockKind.BASIC,
            List.of(3, 3, 3),
            List.of(16, 32, 64),
            Stem.SMALL,
            Convention.TORCHVISION);
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(architecture, 10);
      network.initialize(manager, SMALL, 1);

      NDArray logits = forward(network, manager, manager.ones(new Shape(2, 1, 28, 28)));

      assertThat(logits.getShape()).isEqualTo(new Shape(2, 10));
      assertThat(architecture.depth()).isEqualTo(20);
      assertThat(architecture.name()).isEqualTo("custom");
    }
  }

  @Test
  void sameSeedGivesSameWeights() {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] first = firstWeights(manager, 7);

      assertThat(firstWeights(manager, 7)).isEqualTo(first);
      assertThat(firstWeights(manager, 8)).isNotEqualTo(first);
    }
  }

  @Test
  void weightsAreHeNormal() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(Architecture.preset("resnet18"), 10);
      network.initialize(manager, SMALL, 3);
      NDArray weight = network.state(SMALL).get("layer4.1.conv2.weight").getArray();

      double mean = weight.mean().getFloat();
      double deviation = Math.sqrt(weight.square().mean().getFloat());

      // With 2.4 million draws, the standard error of the mean is 1.4e-5 and that of the deviation
      // 1e-5.
      assertThat(mean).isBetween(-1e-4, 1e-4);
      assertThat(deviation / Math.sqrt(2.0 / (512 * 9))).isBetween(0.995, 1.005);
      assertThat(network.state(SMALL).get("conv1.bias").getArray().toFloatArray()).containsOnly(0f);
    }
  }

  private static NDArray forward(ResNet network, NDManager manager, NDArray images) {
    ParameterStore store = new ParameterStore(manager, false);
    return network.forward(store, new NDList(images), false).singletonOrThrow();
  }

  private static float[] firstWeights(NDManager manager, long seed) {
    ResNet network = new ResNet(Architecture.preset("resnet18"), 10);
    network.initialize(manager, SMALL, seed);
    return network.state(SMALL).get("conv1.weight").getArray().toFloatArray();
  }
}
