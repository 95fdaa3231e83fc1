package dev.residual.image;

import javax.imageio.ImageReadParam;

/** An image in a PNG file. */
record PngImage(PngFile header) implements EncodedImage {

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
    return (long) height() * width() / step / step * header.bytesPerPixel();
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
