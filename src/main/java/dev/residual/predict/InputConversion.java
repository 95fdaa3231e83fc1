package dev.residual.predict;

import dev.residual.image.DecodingCost;
import dev.residual.image.ImageConversion;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageFormat;
import dev.residual.preprocessing.InputImage;
import dev.residual.preprocessing.Preprocessing;
import org.jspecify.annotations.Nullable;

/**
 * How the files and pixels of a request become images for a model.
 *
 * @param toFormat how a file is brought to the one size that the model takes; null if it takes
 *     images of any size
 */
record InputConversion(Preprocessing preprocessing, @Nullable ImageConversion toFormat) {

  /** Returns the format of pixels that come without a file. */
  ImageFormat format() {
    return preprocessing.inputFormat();
  }

  /** Returns whether the model takes files of any size. */
  boolean takesAnySize() {
    return toFormat == null;
  }

  /**
   * Returns what {@link #decode} will take.
   *
   * @throws dev.residual.image.ImageException if the header already shows that the file will be
   *     rejected
   */
  DecodingCost cost(byte[] file) {
    return toFormat == null
        ? ImageDecoder.storedCost(file, format().isGray())
        : ImageDecoder.cost(file, toFormat.format(), toFormat.fit());
  }

  /**
   * Returns the image in a file.
   *
   * @throws dev.residual.image.ImageException if it cannot be decoded
   */
  InputImage decode(byte[] file) {
    return toFormat == null
        ? preprocessing.decode(file)
        : preprocessing.input(ImageDecoder.decode(file, toFormat));
  }

  /**
   * Returns an image that has come without a file.
   *
   * @param pixels an image of {@link #format()}
   */
  InputImage pixels(byte[] pixels) {
    return preprocessing.input(
        toFormat == null ? pixels : toFormat.polarity().apply(pixels, format()));
  }
}
