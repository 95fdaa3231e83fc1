package dev.residual.image;

/** What becomes of an image that is not of the model's size. */
public enum Fit {
  /** It is refused, and its size named. */
  EXACT,
  /**
   * It is brought to that size: it shrinks or grows until it just fits in, its shape is kept, and
   * what is left on both sides is black.
   */
  RESIZE
}
