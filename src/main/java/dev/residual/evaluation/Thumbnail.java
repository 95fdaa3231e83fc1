package dev.residual.evaluation;

import dev.residual.dataset.LabeledImages;
import dev.residual.image.AreaResampler;
import dev.residual.image.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Makes small images that are kept with a model, so that they outlive its data set. */
final class Thumbnail {

  private static final int MAX_SIDE = 64;

  private Thumbnail() {}

  /** Returns a PNG of an image, which is not enlarged. */
  static byte[] png(LabeledImages images, int index) {
    ImageFormat format = images.format(index);
    ImageFormat small = format(format);
    byte[] pixels = images.pixels(index);
    BufferedImage thumbnail =
        new BufferedImage(
            small.width(),
            small.height(),
            small.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    thumbnail
        .getRaster()
        .setDataElements(
            0,
            0,
            small.width(),
            small.height(),
            small.equals(format) ? pixels : AreaResampler.apply(pixels, format, small));
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(thumbnail, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    return png.toByteArray();
  }

  private static ImageFormat format(ImageFormat format) {
    int longer = Math.max(format.height(), format.width());
    double scale = Math.min(1, (double) MAX_SIDE / longer);
    return new ImageFormat(
        format.channels(), side(format.height(), scale), side(format.width(), scale));
  }

  private static int side(int length, double scale) {
    return Math.max(1, (int) Math.round(length * scale));
  }
}
