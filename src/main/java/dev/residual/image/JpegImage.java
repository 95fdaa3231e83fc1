package dev.residual.image;

import java.awt.image.Raster;
import javax.imageio.ImageReadParam;

/**
 * An image in a JPEG file.
 *
 * <p>Java decodes the samples only. What they mean is decided here, because Java takes some images
 * for others: it shows CMYK as RGB, and guesses the meaning of three components from their sizes.
 */
record JpegImage(JpegFile header) implements EncodedImage {

  @Override
  public FileFormat format() {
    return FileFormat.JPEG;
  }

  @Override
  public int height() {
    return header.height();
  }

  @Override
  public int width() {
    return header.width();
  }

  @Override
  public Orientation orientation() {
    return header.orientation();
  }

  @Override
  public long decoderMemory(int step) {
    long pixels = (long) height() * width();
    return header.decoderBytesPerPixel() * pixels
        + header.components() * keptPixels(step)
        + (long) header.components() * keptWidth(step);
  }

  @Override
  public DecodedImage decode(int step, boolean gray) {
    JpegColors colors = header.colors();
    boolean luma = colors.hasLuma() && (gray || colors == JpegColors.GRAY);
    return ImageIoFile.read(
        FileFormat.JPEG,
        header.withoutMetadata(),
        false,
        reader -> {
          ImageReadParam param = reader.getDefaultReadParam();
          param.setSourceSubsampling(step, step, 0, 0);
          return convert(reader.readRaster(0, param), colors, luma, gray);
        });
  }

  private DecodedImage convert(Raster raster, JpegColors colors, boolean luma, boolean gray) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    PixelWriter pixels = new PixelWriter(width, height, gray || luma, orientation());
    byte[] row = new byte[bands * width];
    int[] rgb = new int[3];
    for (int y = 0; y < height; y++) {
      // The decoder's samples are bytes, and copied as such; as numbers they would be read one by
      // one.
      raster.getDataElements(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        if (luma) {
          pixels.gray(x, y, row[bands * x] & 0xff);
        } else {
          colors.convert(row, bands * x, rgb);
          pixels.color(x, y, rgb[0], rgb[1], rgb[2]);
        }
      }
    }
    return pixels.image();
  }
}
