package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.InputImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OcclusionSensitivityTests {

  private static final int SIDE = OcclusionSensitivity.SIDE;

  @Test
  void patchesOverlapByHalf() {
    byte[] image = new byte[784];
    Arrays.fill(image, (byte) 9);

    List<InputImage> covered = new OcclusionSensitivity(StubModel.input(image), true).covered(3);

    assertThat(covered).hasSize(SIDE);
    for (int i = 0; i < 784; i++) {
      boolean patch = i / 28 >= 10 && i / 28 < 18 && i % 28 >= 6 && i % 28 < 14;
      assertThat(covered.get(2).pixels()[i]).as("pixel %d", i).isEqualTo((byte) (patch ? 0 : 9));
    }
    assertThat(image).as("the image itself").containsOnly(9);
  }

  @ParameterizedTest
  @CsvSource({"28, 28", "1, 1", "3, 3", "224, 224"})
  void everyPixelOfASquareIsCoveredByAPatch(int height, int width) {
    ImageFormat format = ImageFormat.gray(height, width);
    byte[] image = new byte[format.bytes()];
    Arrays.fill(image, (byte) 9);
    boolean[] seen = new boolean[image.length];

    for (int row = 0; row < SIDE; row++) {
      for (InputImage covered :
          new OcclusionSensitivity(new InputImage(format, image, 1), true).covered(row)) {
        for (int i = 0; i < seen.length; i++) {
          seen[i] |= covered.pixels()[i] == 0;
        }
      }
    }
    assertThat(seen).doesNotContain(false);
  }

  @Test
  void withoutABlackBackgroundTheMeanColorCovers() {
    byte[] image = {10, 100, (byte) 200, 30, 100, 0};
    InputImage twoPixels = new InputImage(new ImageFormat(3, 1, 2), image, 1);

    List<InputImage> covered = new OcclusionSensitivity(twoPixels, false).covered(0);

    assertThat(covered.get(0).pixels()).containsExactly(20, 100, 100, 30, 100, 0);
  }

  @Test
  void onlyWhatTheNetworkSeesIsCovered() {
    byte[] image = new byte[8 * 12];
    Arrays.fill(image, (byte) 9);
    InputImage wide = new InputImage(ImageFormat.gray(8, 12), image, 0.5);
    boolean[] seen = new boolean[image.length];

    for (int row = 0; row < SIDE; row++) {
      for (InputImage covered : new OcclusionSensitivity(wide, true).covered(row)) {
        for (int i = 0; i < seen.length; i++) {
          seen[i] |= covered.pixels()[i] == 0;
        }
      }
    }

    for (int i = 0; i < seen.length; i++) {
      boolean center = i / 12 >= 2 && i / 12 < 6 && i % 12 >= 4 && i % 12 < 8;
      assertThat(seen[i]).as("pixel %d", i).isEqualTo(center);
    }
  }

  @Test
  void supportIsTheLossOfLogProbability() {
    assertThat(OcclusionSensitivity.support(0.8f, 0.2f)).isEqualTo((float) Math.log(4));
    assertThat(OcclusionSensitivity.support(0.2f, 0.8f)).isZero();
    assertThat(OcclusionSensitivity.support(1, 0)).isFinite();
  }
}
