package dev.residual.dataset;

import dev.residual.image.ImageFormat;
import dev.residual.web.Problem;
import org.springframework.http.HttpStatus;

/** The splits of a data set, by their names in URLs. */
enum DatasetSplit {
  /** The images for training. */
  TRAIN,
  /** The images to evaluate on during a training. */
  VALIDATION,
  /** The images for the evaluation of models. */
  TEST;

  /** The images of a split that a data set does not have. */
  private static final LabeledImages NONE =
      LabeledImages.of(new byte[0], new int[0], ImageFormat.gray(1, 1));

  /**
   * Returns the split of the given name.
   *
   * @throws Problem with status 400 if there is no such split
   */
  static DatasetSplit of(String name) {
    return switch (name) {
      case "train" -> TRAIN;
      case "validation" -> VALIDATION;
      case "test" -> TEST;
      default ->
          throw Problem.of(
              HttpStatus.BAD_REQUEST,
              "unknown-split",
              "split must be train, validation or test, was " + name);
    };
  }

  /** Returns the images of this split. */
  LabeledImages in(Dataset dataset) {
    return switch (this) {
      case TRAIN -> dataset.train();
      case VALIDATION -> dataset.validation() == null ? NONE : dataset.validation();
      case TEST -> dataset.test();
    };
  }
}
