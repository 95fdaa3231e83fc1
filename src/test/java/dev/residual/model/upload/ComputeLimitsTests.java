package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.types.Shape;
import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.Stem;
import dev.residual.web.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeLimitsTests {

  private static final Architecture DEEPEST = Architecture.preset("resnet152");

  @ParameterizedTest
  @CsvSource({"224, 16", "512, 4"})
  void deepestPresetMayBeComputed(int size, int images) {
    assertThatCode(
            () ->
                ComputeLimits.require(DEEPEST, new Shape(1, 3, size, size), images, 1000, "field"))
        .doesNotThrowAnyException();
  }

  @Test
  void manyLargeImagesAreRefused() {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(
            () -> ComputeLimits.require(DEEPEST, new Shape(1, 3, 512, 512), 16, 1000, "check"))
        .withMessageContaining("check needs too much: each of 16 images");
  }

  /** Its weights have 300 MB, but its feature maps would have 19 GB. */
  @Test
  void wideNetworkWithoutReductionIsRefused() {
    Architecture wide =
        new Architecture(
            BlockKind.BASIC, List.of(1), List.of(2048), Stem.SMALL, Convention.TORCHVISION);

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> ComputeLimits.require(wide, new Shape(1, 3, 512, 512), 1, 10, "size"))
        .withMessageContaining("size needs too much");
  }
}
