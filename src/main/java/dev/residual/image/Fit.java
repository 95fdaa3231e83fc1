package dev.residual.image;

/** How an image that does not have the model's size is handled. */
public enum Fit {
  /** The image is rejected, with an error that states its size. */
  EXACT,
  /**
   * The image is scaled to the largest size that fits, with its aspect ratio kept. The rest, on
   * both sides, is black.
   */
  RESIZE,
  /**
   * The content is cut out and framed as in the data set: the background is found at the border and
   * becomes black, and the content is scaled and centered with the data set's margin. An image
   * without an even background, and one for a model whose data set has no {@link Framing}, is
   * handled as with {@link #RESIZE}.
   */
  AUTO
}
