package dev.residual.image;

import dev.residual.image.content.ImageContent;
import dev.residual.image.content.Raster;
import java.util.Optional;

/**
 * Frames an image as those of a data set are framed: the content is cut out, scaled and centered
 * upon black. This is {@link Fit#AUTO}.
 */
final class AutoFit {

  private static final int WHITE = 255;

  /** A stroke of one pixel in an image of 640 becomes 1/23 as bright in one of 28. */
  private static final double MAX_GAIN = 32;

  private final ImageFormat format;
  private final Framing framing;
  private final Polarity polarity;

  private AutoFit(ImageFormat format, Framing framing, Polarity polarity) {
    this.format = format;
    this.framing = framing;
    this.polarity = polarity;
  }

  /**
   * Returns the framed image.
   *
   * @param image an image of the format {@code sent}
   * @param format the format of the result, with the same number of channels
   * @return an image of {@code format}, which is black if there is nothing to see; empty if the
   *     image has no even background
   */
  static Optional<byte[]> apply(
      byte[] image, ImageFormat sent, ImageFormat format, Framing framing, Polarity polarity) {
    AutoFit fit = new AutoFit(format, framing, polarity);
    return ImageContent.convert(
        new Raster(sent.height(), sent.width(), sent.channels(), image),
        content -> content.map(fit::framed).orElseGet(() -> new byte[format.bytes()]));
  }

  private byte[] framed(ImageContent content) {
    if (!content.light() && polarity == Polarity.AS_IS) {
      return centered(scaled(content.original()));
    }
    byte[] scaled = scaled(content.onBlack());
    stretch(scaled);
    return centered(scaled);
  }

  private byte[] scaled(Raster content) {
    return AreaResampler.apply(
        content.values(),
        format.ofSize(content.height(), content.width()),
        framing.contentOf(format));
  }

  /**
   * Makes the brightest pixel as bright as in the data set. Thin strokes have become dark by
   * scaling, and photos seldom use all levels.
   */
  private void stretch(byte[] scaled) {
    int brightest = 1;
    for (byte value : scaled) {
      brightest = Math.max(brightest, value & 0xff);
    }
    double gain = Math.min(MAX_GAIN, (double) framing.brightest() / brightest);
    for (int i = 0; gain > 1 && i < scaled.length; i++) {
      scaled[i] = (byte) Math.min(WHITE, Math.round(gain * (scaled[i] & 0xff)));
    }
  }

  private byte[] centered(byte[] content) {
    ImageFormat inner = framing.contentOf(format);
    byte[] framed = new byte[format.bytes()];
    int top = (format.height() - inner.height()) / 2;
    int left = (format.width() - inner.width()) / 2;
    int row = inner.width() * format.channels();
    for (int y = 0; y < inner.height(); y++) {
      int to = ((top + y) * format.width() + left) * format.channels();
      System.arraycopy(content, y * row, framed, to, row);
    }
    return framed;
  }
}
