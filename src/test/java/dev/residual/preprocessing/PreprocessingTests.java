package dev.residual.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.residual.image.Framing;
import dev.residual.image.ImageFormat;
import dev.residual.image.Normalization;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PreprocessingTests {

  private static final Preprocessing EXACT =
      Preprocessing.exact(
          ImageFormat.gray(28, 20), 96, Normalization.article(1), new Framing(0.1, 255));
  private static final Preprocessing CROP =
      Preprocessing.crop(OrientationMode.AS_IS, 256, 224, Normalization.article(3));

  @Test
  void imagesOfOneSizeAreTakenInThatSize() {
    assertThat(EXACT.inputFormat()).isEqualTo(ImageFormat.gray(28, 20));
  }

  @Test
  void pixelsForAModelOfImagesOfAnySizeHaveTheNetworksSize() {
    assertThat(CROP.inputFormat()).isEqualTo(new ImageFormat(3, 224, 224));
  }

  @Test
  void survivesJson() {
    JsonMapper json = new JsonMapper();

    assertThat(json.readValue(json.writeValueAsString(EXACT), Preprocessing.class))
        .isEqualTo(EXACT);
    assertThat(json.readTree(json.writeValueAsString(CROP.withCrop(0.875))))
        .isEqualTo(
            json.readTree(
                """
                {"channels": 3, "orientation": "as-is", "storedSize": 256, "imageSize": 224,
                 "crop": 0.875, "mean": [127.5, 127.5, 127.5], "scale": [127.5, 127.5, 127.5],
                 "fit": "crop"}
                """));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CROP.withCrop(1.01))
        .withMessage("crop must be from 0.1 to 1, was 1.01");
    assertThatIllegalArgumentException().isThrownBy(() -> CROP.withCrop(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CROP.withNormalization(Normalization.article(1)))
        .withMessage("a normalization of 1 channels does not fit images of 3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Preprocessing.crop(OrientationMode.EXIF, 0, 224, Normalization.article(3)))
        .withMessageContaining("storedSize of at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Preprocessing.crop(OrientationMode.EXIF, 256, 0, Normalization.article(3)))
        .withMessage("imageSize must be at least 1, was 0");
  }
}
