package dev.residual.dataset.decode;

import dev.residual.image.ImageFormat;
import dev.residual.image.StoredImage;
import org.jspecify.annotations.Nullable;

/**
 * A decoded image whose pixels are in the spool.
 *
 * @param offset where the pixels begin, which the bytes of the small copy follow
 * @param format format of the pixels
 * @param hash the first eight bytes of the SHA-256 of size and pixels
 * @param across first half of the {@link dev.residual.dataset.near.DifferenceHash}
 * @param down its second half
 * @param colorful whether a pixel has a color that is more than a tint
 * @param original what the file says of its image
 * @param gray the same image in gray, if it has a tint that may still become gray
 */
public record SpooledImage(
    long offset,
    ImageFormat format,
    long hash,
    long across,
    long down,
    boolean colorful,
    StoredImage.Original original,
    @Nullable SpooledImage gray) {

  /** Returns the image that becomes one of this number of channels. */
  public SpooledImage in(int channels) {
    return channels == 1 && gray != null ? gray : this;
  }
}
