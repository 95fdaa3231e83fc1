package dev.residual.image;

/**
 * How the images of a data set show what they are about: light, upon black, in the middle, with a
 * margin. {@link Fit#AUTO} makes images like them. A data set of other images, such as photos with
 * a background of their own, has no framing.
 *
 * @param margin the mean distance of the longer side of the content from the edge of the image, as
 *     a share of the image's side, from 0 to less than 0.5
 * @param brightest the mean level of the brightest pixel of an image, from 1 to 255
 */
public record Framing(double margin, int brightest) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is outside its range
   */
  public Framing {
    if (!(margin >= 0 && margin < 0.5)) {
      throw new IllegalArgumentException("margin must be from 0 to less than 0.5, was " + margin);
    }
    if (brightest < 1 || brightest > 255) {
      throw new IllegalArgumentException("brightest must be from 1 to 255, was " + brightest);
    }
  }

  /** Returns the format of the content in an image of a format: the image without its margins. */
  ImageFormat contentOf(ImageFormat format) {
    return format.ofSize(withoutMargins(format.height()), withoutMargins(format.width()));
  }

  private int withoutMargins(int side) {
    return Math.max(1, side - 2 * (int) Math.round(margin * side));
  }
}
