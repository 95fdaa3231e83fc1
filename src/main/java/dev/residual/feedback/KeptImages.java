package dev.residual.feedback;

/** Which images of predictions are kept, as set by {@code residual.feedback.images}. */
public enum KeptImages {
  /** None is kept. */
  NONE,
  /** Those whose truth is told within {@code residual.feedback.unlabeled-images}. */
  LABELED,
  /** All, as long as the predictions themselves. */
  ALL
}
