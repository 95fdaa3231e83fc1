package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
    for (int i = 0; i < images.format().pixels(); i++) {
      assertThat(sheet.getRGB(24 + i % 24, 20 + i / 24) & 0xffffff)
          .isEqualTo(
              (twelfth[3 * i] & 0xff) << 16
                  | (twelfth[3 * i + 1] & 0xff) << 8
                  | twelfth[3 * i + 2] & 0xff);
    }
    BufferedImage single = ImageIO.read(new ByteArrayInputStream(ContactSheet.single(images, 11)));
    assertThat(single.getRGB(0, 0)).isEqualTo(sheet.getRGB(24, 20));
  }
}
