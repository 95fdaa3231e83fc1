package dev.residual.dataset.pack;

/**
 * The parts into which the images of a data set are split, in the order in which they are stored.
 */
public enum Split {
  /** The images for training. */
  TRAIN(0),
  /** The images on which the epochs of a training are evaluated. */
  VALIDATION(1),
  /** The images for the evaluation of models. */
  TEST(2);

  private final int code;

  Split(int code) {
    this.code = code;
  }

  /** Returns the number that stands for the split in files and digests. */
  int code() {
    return code;
  }
}
