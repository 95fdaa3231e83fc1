package dev.residual.feedback;

import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.InputImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Encodes images without loss, and without what cameras add to files. */
final class PngImage {

  private PngImage() {}

  static byte[] encode(InputImage image) {
    ImageFormat format = image.format();
    BufferedImage pixels =
        new BufferedImage(
            format.width(),
            format.height(),
            format.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    pixels.getRaster().setDataElements(0, 0, format.width(), format.height(), image.pixels());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(pixels, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    return png.toByteArray();
  }
}
