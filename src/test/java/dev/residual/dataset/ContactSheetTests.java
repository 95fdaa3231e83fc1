package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ContactSheetTests {

  @Test
  void sheetKeepsColors() throws IOException {
    LabeledImages images = ColorImages.dataset().test();
    BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(ContactSheet.of(images)));

    assertThat(sheet.getWidth()).isEqualTo(10 * 24);
    assertThat(sheet.getHeight()).isEqualTo(4 * 20);
    byte[] twelfth = images.pixels(11);
    for (int i = 0; i < images.format(0).pixels(); i++) {
      assertThat(sheet.getRGB(24 + i % 24, 20 + i / 24) & 0xffffff)
          .isEqualTo(
              (twelfth[3 * i] & 0xff) << 16
                  | (twelfth[3 * i + 1] & 0xff) << 8
                  | twelfth[3 * i + 2] & 0xff);
    }
    BufferedImage single = ImageIO.read(new ByteArrayInputStream(ContactSheet.single(images, 11)));
    assertThat(single.getRGB(0, 0)).isEqualTo(sheet.getRGB(24, 20));
  }

  @Test
  void imagesOfDifferentSizesAreCenteredInASheet() throws IOException {
    LabeledImages images =
        MixedImages.random(List.of(ImageFormat.gray(40, 60), ImageFormat.gray(400, 300)));
    BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(ContactSheet.of(images)));

    assertThat(sheet.getWidth()).isEqualTo(10 * 128);
    assertThat(sheet.getHeight()).isEqualTo(128);
    assertThat(sheet.getRaster().getSample(34, 44, 0)).isEqualTo(images.pixels(0)[0] & 0xff);
    assertThat(sheet.getRaster().getSample(33, 43, 0)).isZero();
    assertThat(sheet.getRaster().getSample(128 + 64, 0, 0)).isPositive();
    assertThat(sheet.getRaster().getSample(128, 0, 0)).as("the margin").isZero();
  }

  @Test
  void singleImageKeepsItsSize() throws IOException {
    LabeledImages images = MixedImages.random(List.of(new ImageFormat(3, 300, 200)));
    BufferedImage single = ImageIO.read(new ByteArrayInputStream(ContactSheet.single(images, 0)));

    assertThat(single.getWidth()).isEqualTo(200);
    assertThat(single.getHeight()).isEqualTo(300);
  }
}
