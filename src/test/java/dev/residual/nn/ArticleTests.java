package dev.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the block shapes and the layer table for an image of 96 pixels against the article. */
class ArticleTests {

  private final Summary summary =
      Summary.of(Architecture.preset("resnet18"), new Shape(1, 1, 96, 96), 10);

  @Test
  void plainBlockKeepsShape() {
    Block block = new BasicBlock(3, false, 1, Convention.ARTICLE);

    assertThat(block.getOutputShapes(new Shape[] {new Shape(4, 3, 6, 6)}))
        .containsExactly(new Shape(4, 3, 6, 6));
  }

  @Test
  void stridedBlockHalvesHeightAndWidth() {
    Block block = new BasicBlock(6, true, 2, Convention.ARTICLE);

    assertThat(block.getOutputShapes(new Shape[] {new Shape(4, 3, 6, 6)}))
        .containsExactly(new Shape(4, 6, 3, 3));
  }

  @Test
  void returnsLogitsForEachImage() {
    Block network = new ResNet(Architecture.preset("resnet18"), 10);

    assertThat(network.getOutputShapes(new Shape[] {new Shape(4, 1, 96, 96)}))
        .containsExactly(new Shape(4, 10));
  }

  @Test
  void stemMatchesArticle() {
    expectRow("conv1", List.of(1L, 64L, 48L, 48L), 3_200);
    expectRow("bn1", List.of(1L, 64L, 48L, 48L), 256);
    expectRow("relu", List.of(1L, 64L, 48L, 48L), 0);
    expectRow("maxpool", List.of(1L, 64L, 24L, 24L), 0);
  }

  @Test
  void firstStageMatchesArticleAndHasNoShortcut() {
    for (String block : List.of("layer1.0", "layer1.1")) {
      for (int i = 1; i <= 2; i++) {
        expectRow(block + ".conv" + i, List.of(1L, 64L, 24L, 24L), 36_928);
        expectRow(block + ".bn" + i, List.of(1L, 64L, 24L, 24L), 256);
      }
    }
    assertThat(summary.layers()).noneMatch(row -> row.layer().startsWith("layer1.0.downsample"));
  }

  @Test
  void otherStagesMatchArticle() {
    expectStage("layer2", List.of(1L, 128L, 12L, 12L), 73_856, 147_584, 512, 8_320);
    expectStage("layer3", List.of(1L, 256L, 6L, 6L), 295_168, 590_080, 1_024, 33_024);
    expectStage("layer4", List.of(1L, 512L, 3L, 3L), 1_180_160, 2_359_808, 2_048, 131_584);
  }

  @Test
  void headMatchesArticle() {
    expectRow("avgpool", List.of(1L, 512L, 1L, 1L), 0);
    expectRow("flatten", List.of(1L, 512L), 0);
    expectRow("fc", List.of(1L, 10L), 5_130);
  }

  @Test
  void parameterCountsMatchArticle() {
    assertThat(summary.totalParameters()).isEqualTo(11_186_186);
    assertThat(summary.trainableParameters()).isEqualTo(11_178_378);
    assertThat(summary.nonTrainableParameters()).isEqualTo(7_808);
  }

  @Test
  void sizesMatchArticle() {
    assertThat(summary.inputMegabytes()).isCloseTo(0.04, within(0.005));
    assertThat(summary.forwardBackwardMegabytes()).isCloseTo(10.77, within(0.005));
    assertThat(summary.parameterMegabytes()).isCloseTo(42.67, within(0.005));
    assertThat(summary.totalMegabytes()).isCloseTo(53.47, within(0.005));
  }

  @Test
  void countsMultiplyAddsAtBothImageSizes() {
    Summary small = Summary.of(Architecture.preset("resnet18"), new Shape(1, 1, 28, 28), 10);

    assertThat(summary.multiplyAdds() / 1e6).isCloseTo(319, within(1.0));
    assertThat(small.multiplyAdds() / 1e6).isCloseTo(33, within(1.0));
  }

  @Test
  void textContainsArticleTotals() {
    assertThat(summary.asText())
        .contains("total parameters: 11,186,186\n")
        .contains("trainable parameters: 11,178,378\n")
        .contains("non-trainable parameters: 7,808\n")
        .contains("input size (MB): 0.04\n")
        .contains("forward/backward pass size (MB): 10.77\n")
        .contains("parameters size (MB): 42.67\n")
        .contains("estimated total size (MB): 53.47\n");
  }

  private void expectStage(
      String stage, List<Long> shape, long firstConv, long otherConvs, long norms, long shortcut) {
    expectRow(stage + ".0.conv1", shape, firstConv);
    expectRow(stage + ".0.conv2", shape, otherConvs);
    expectRow(stage + ".1.conv1", shape, otherConvs);
    expectRow(stage + ".1.conv2", shape, otherConvs);
    for (String norm : List.of(".0.bn1", ".0.bn2", ".1.bn1", ".1.bn2")) {
      expectRow(stage + norm, shape, norms);
    }
    expectRow(stage + ".0.downsample.0", shape, shortcut);
  }

  private void expectRow(String layer, List<Long> output, long parameters) {
    assertThat(summary.layers())
        .filteredOn(row -> row.layer().equals(layer))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.outputShape()).isEqualTo(output);
              assertThat(row.parameters()).isEqualTo(parameters);
            });
  }
}
