package dev.residual.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

  @Test
  void rejectsUnknownPreset() {
    assertThatThrownBy(() -> Architecture.preset("resnet19"))
        .hasMessage(
            "resnet19 is not known; known are resnet18, resnet34, resnet50, resnet101, resnet152");
  }

  @Test
  void rejectsBottleneckInArticleConvention() {
    assertThatThrownBy(() -> Architecture.preset("resnet50").in(Convention.ARTICLE))
        .hasMessage("convention must be torchvision for bottleneck blocks, was article");
  }

  @Test
  void requiresOneWidthPerStage() {
    assertThatThrownBy(() -> basic(List.of(2, 2), List.of(64)))
        .hasMessage("channels must have one width for each of the 2 stages, had 1");
  }

  @Test
  void namesIndexOfValueOutOfRange() {
    assertThatThrownBy(() -> basic(List.of(2, 0), List.of(64, 128)))
        .hasMessage("blocks[1] must be between 1 and 64, was 0");
    assertThatThrownBy(() -> basic(List.of(2, 2), List.of(64, 4096)))
        .hasMessage("channels[1] must be between 1 and 2048, was 4096");
    assertThatThrownBy(() -> basic(List.of(), List.of()))
        .hasMessage("blocks must have 1 to 5 stages, had 0");
  }

  private static Architecture basic(List<Integer> blocks, List<Integer> channels) {
    return new Architecture(BlockKind.BASIC, blocks, channels, Stem.LARGE, Convention.ARTICLE);
  }
}
