package dev.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedResNetTests {

  @ParameterizedTest
  @CsvSource({
    "BASIC, LARGE, ARTICLE, 28",
    "BASIC, LARGE, ARTICLE, 29",
    "BASIC, LARGE, ARTICLE, 96",
    "BASIC, LARGE, TORCHVISION, 40",
    "BASIC, SMALL, ARTICLE, 28",
    "BOTTLENECK, LARGE, TORCHVISION, 28",
    "BOTTLENECK, SMALL, TORCHVISION, 30",
  })
  void computesTheSameLogitsAsTheNetwork(
      BlockKind block, Stem stem, Convention convention, int size) {
    var architecture =
        new Architecture(block, List.of(1, 2, 1, 1), List.of(8, 12, 8, 16), stem, convention);
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(architecture, 10);
      Shape input = new Shape(1, 1, size, size);
      network.initialize(manager, input, 7);
      Norms.disturb(network, input);
      NDArray images = images(manager, 3, size);
      var store = new ParameterStore(manager, false);
      NDArray expected = network.forward(store, new NDList(images), false).singletonOrThrow();

      NDArray logits = network.folded(input, manager).forward(images);

      assertThat(logits.getShape()).isEqualTo(new Shape(3, 10));
      assertThat(logits.sub(expected).abs().max().getFloat())
          .isCloseTo(0, within(1e-4f * expected.abs().max().getFloat()));
    }
  }

  @Test
  void kernelsForOnePixelMapsHaveOneTap() {
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(Architecture.preset("resnet18"), 10);
      Shape input = new Shape(1, 1, 28, 28);
      network.initialize(manager, input, 7);

      FoldedResNet folded = network.folded(input, manager);

      var last = folded.blocks().get(folded.blocks().size() - 1).body().get(1);
      assertThat(last.weight().getShape()).isEqualTo(new Shape(512, 512, 1, 1));
      assertThat(last.padding()).isZero();
    }
  }

  @Test
  void outlivesTheTrainedNetwork() {
    try (NDManager manager = NDManager.newBaseManager();
        NDManager owner = manager.newSubManager()) {
      FoldedResNet folded;
      Shape input = new Shape(1, 1, 28, 28);
      try (NDManager training = manager.newSubManager()) {
        ResNet network = new ResNet(Architecture.preset("resnet18"), 10);
        network.initialize(training, input, 7);
        folded = network.folded(input, owner);
      }

      assertThat(owner.getManagedArrays()).hasSize(2 + 2 * (1 + 16 + 3));
      assertThat(folded.forward(images(owner, 1, 28)).getShape()).isEqualTo(new Shape(1, 10));
    }
  }

  private static NDArray images(NDManager manager, int count, int size) {
    return manager
        .randomUniform(-1, 1, new Shape(count, 1, size, size), DataType.FLOAT32)
        .duplicate();
  }
}
