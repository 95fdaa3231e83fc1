package dev.residual.image;

import org.jspecify.annotations.Nullable;

/**
 * How an image, as its file shows it, becomes an image that a model takes.
 *
 * @param format the format that the model takes
 * @param fit how an image of another size is handled
 * @param polarity whether it is inverted; with {@link Polarity#AUTO}, what is transparent counts as
 *     background, otherwise it is black
 * @param framing how the images that the model was trained on are framed; null if they are not
 */
public record ImageConversion(
    ImageFormat format, Fit fit, Polarity polarity, @Nullable Framing framing) {

  /**
   * Returns an image in the format. One that has its size already is neither cut nor scaled.
   *
   * @return the image, as {@link ImageFormat#bytes()} bytes
   */
  byte[] apply(DecodedImage image) {
    int backdrop = polarity == Polarity.AUTO ? Backdrop.of(image) : Backdrop.BLACK;
    ImageFormat sent = format.ofSize(image.height(), image.width());
    byte[] bytes = image.over(backdrop, format);
    return fit == Fit.AUTO && framing != null && !sent.equals(format)
        ? AutoFit.apply(bytes, sent, format, framing, polarity)
            .orElseGet(() -> resized(bytes, sent))
        : resized(bytes, sent);
  }

  private byte[] resized(byte[] image, ImageFormat sent) {
    return AreaResampler.apply(polarity.apply(image, sent), sent, format);
  }
}
