package dev.residual.dataset;

import dev.residual.web.Problem;
import org.springframework.http.HttpStatus;

/** The two splits of a data set, by their names in URLs. */
enum DatasetSplit {
  /** The images for training. */
  TRAIN,
  /** The images for the evaluation of models. */
  TEST;

  /**
   * Returns the split of the given name.
   *
   * @throws Problem with status 400 if there is no such split
   */
  static DatasetSplit of(String name) {
    return switch (name) {
      case "train" -> TRAIN;
      case "test" -> TEST;
      default ->
          throw Problem.of(
              HttpStatus.BAD_REQUEST, "unknown-split", "split must be train or test, was " + name);
    };
  }

  /** Returns the images of this split. */
  LabeledImages in(Dataset dataset) {
    return switch (this) {
      case TRAIN -> dataset.train();
      case TEST -> dataset.test();
    };
  }
}
