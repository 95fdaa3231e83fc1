package dev.residual.dataset;

/** What becomes of a picture that has other than 28x28 pixels. */
public enum Fit {
  /** It is refused, and its size named. */
  EXACT,
  /**
   * It is brought to 28x28: the longer side becomes 28 pixels, the shape is kept, and what is left
   * on both sides of the shorter one is black.
   */
  RESIZE
}
