package dev.residual.image;

import javax.imageio.ImageReadParam;

/** An image in a PNG file. */
record PngImage(PngFile header) implements EncodedImage {

  @Override
  public FileFormat format() {
    return FileFormat.PNG;
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
    // ImageIO has three rows of the file besides the pixels that are kept: the last one, the next
    // one, and the next one as samples. PixelReader has a row of the samples that are kept.
    return keptPixels(step) * header.bytesPerPixel()
        + 3L * width() * header.bytesPerPixel()
        + (long) Integer.BYTES * header.samplesPerPixel() * keptWidth(step);
  }

  @Override
  public DecodedImage decode(int step, boolean gray) {
    return ImageIoFile.read(
        FileFormat.PNG,
        header.withoutMetadata(),
        false,
        reader -> {
          ImageReadParam param = reader.getDefaultReadParam();
          param.setSourceSubsampling(step, step, 0, 0);
          return PixelReader.of(
              reader.read(0, param), gray, orientation(), header.transparentColor());
        });
  }
}
