package dev.residual.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.FoldedResNet;
import dev.residual.nn.Norms;
import dev.residual.nn.ResNet;
import dev.residual.nn.Stem;
import dev.residual.torch.Precision;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledNetworkTests {

  private NDManager manager;

  @BeforeEach
  void open() {
    assumeThat(OneDnn.unavailableReason()).isEmpty();
    OneDnn.setThreadCount(1);
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    if (manager != null) {
      manager.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BASIC, LARGE, ARTICLE, 28",
    "BASIC, LARGE, ARTICLE, 29",
    "BASIC, LARGE, ARTICLE, 96",
    "BASIC, LARGE, TORCHVISION, 40",
    "BASIC, SMALL, ARTICLE, 28",
    "BOTTLENECK, LARGE, TORCHVISION, 64",
    "BOTTLENECK, LARGE, TORCHVISION, 28",
    "BOTTLENECK, SMALL, TORCHVISION, 30",
  })
  void computesTheSameFeaturesAsLibtorch(
      BlockKind block, Stem stem, Convention convention, int size) {
    var architecture =
        new Architecture(block, List.of(1, 2, 1, 1), List.of(64, 96, 64, 128), stem, convention);
    FoldedResNet folded = folded(architecture, size);

    for (Precision precision : Precision.values()) {
      float tolerance = precision == Precision.BF16 ? 0.03f : 1e-5f;
      try (var compiled = new CompiledNetwork(folded, 4, precision)) {
        for (int count : List.of(11, 1, 3)) {
          float[] images = images(count, size);
          float[] expected =
              folded
                  .features(manager.create(images, new Shape(count, 1, size, size)))
                  .toFloatArray();

          float[] found = compiled.features(images);

          assertThat(largestDifference(found, expected))
              .as("%d in %s", count, precision)
              .isLessThan(tolerance * largest(expected));
        }
      }
    }
  }

  @Test
  void supportsChannelCountsBelowVectorWidth() {
    var architecture =
        new Architecture(
            BlockKind.BASIC, List.of(1, 1), List.of(3, 5), Stem.SMALL, Convention.ARTICLE);
    FoldedResNet folded = folded(architecture, 28);
    float[] images = images(2, 28);
    float[] expected =
        folded.features(manager.create(images, new Shape(2, 1, 28, 28))).toFloatArray();

    try (var compiled = new CompiledNetwork(folded, 2, Precision.FP32)) {
      assertThat(compiled.features(images)).containsExactly(expected, within(1e-4f));
    }
  }

  @Test
  void concurrentThreadsDoNotInterfere() {
    FoldedResNet folded = folded(Architecture.preset("resnet18"), 28);
    List<float[]> images = IntStream.range(0, 8).mapToObj(i -> images(1 + i % 2, 28)).toList();
    try (var compiled = new CompiledNetwork(folded, 2, Precision.FP32)) {
      List<float[]> expected = images.stream().map(each -> compiled.features(each)).toList();

      List<CompletableFuture<Void>> threads =
          IntStream.range(0, images.size())
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            OneDnn.setThreadCount(1);
                            float[] own = images.get(i);
                            for (int n = 0; n < 20; n++) {
                              assertThat(compiled.features(own)).isEqualTo(expected.get(i));
                            }
                          },
                          task -> new Thread(task).start()))
              .toList();

      assertThat(CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Duration.ofMinutes(1));
    }
  }

  @Test
  void outlivesItsSourceNetwork() {
    float[] images = images(1, 28);
    CompiledNetwork compiled;
    float[] expected;
    try (NDManager temporary = manager.newSubManager()) {
      ResNet network = new ResNet(Architecture.preset("resnet18"), 10);
      Shape input = new Shape(1, 1, 28, 28);
      network.initialize(temporary, input, 7);
      FoldedResNet folded = network.folded(input, temporary);
      expected = folded.features(temporary.create(images, input)).toFloatArray();
      compiled = new CompiledNetwork(folded, 1, Precision.FP32);
    }

    try (compiled) {
      assertThat(compiled.features(images))
          .containsExactly(expected, within(1e-5f * largest(expected)));
    }
  }

  @Test
  void rejectsIncompleteImage() {
    FoldedResNet folded = folded(Architecture.preset("resnet18"), 28);
    try (var compiled = new CompiledNetwork(folded, 2, Precision.FP32)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> compiled.features(new float[3 * 392]))
          .withMessage("The number of values must be a multiple of 784, was 1176");
    }
  }

  @Test
  void reportsOneDnnVersion() {
    assertThat(OneDnn.version()).matches("3\\.\\d+\\.\\d+");
  }

  private FoldedResNet folded(Architecture architecture, int size) {
    ResNet network = new ResNet(architecture, 10);
    Shape input = new Shape(1, 1, size, size);
    network.initialize(manager, input, 7);
    Norms.disturb(network, input);
    return network.folded(input, manager);
  }

  private static float[] images(int count, int size) {
    Random random = new Random(count);
    float[] values = new float[count * size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  private static float largest(float[] values) {
    return largestDifference(values, new float[values.length]);
  }

  private static float largestDifference(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    float largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected[i]));
    }
    return largest;
  }
}
