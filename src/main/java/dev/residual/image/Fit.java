package dev.residual.image;

/** How an image that does not have the model's size is handled. */
public enum Fit {
  /** The image is rejected, with an error that states its size. */
  EXACT,
  /**
   * The image is scaled to the largest size that fits, with its aspect ratio kept. The rest, on
   * both sides, is black.
   */
  RESIZE
}
