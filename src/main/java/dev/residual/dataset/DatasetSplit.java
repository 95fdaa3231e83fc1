package dev.residual.dataset;

import dev.residual.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The splits of a data set, by their names in URLs. */
enum DatasetSplit {
  /** The images for training. */
  TRAIN,
  /** The images to evaluate on during a training. */
  VALIDATION,
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
      case "validation" -> VALIDATION;
      case "test" -> TEST;
      default ->
          throw Problem.of(
              HttpStatus.BAD_REQUEST,
              "unknown-split",
              "split must be train, validation or test, was " + name);
    };
  }

  /**
   * Returns the images of this split.
   *
   * @throws Problem with status 404 if the data set has no such split
   */
  LabeledImages in(Dataset dataset) {
    @Nullable LabeledImages images =
        switch (this) {
          case TRAIN -> dataset.train();
          case VALIDATION -> dataset.validation();
          case TEST -> dataset.test();
        };
    if (images == null) {
      throw Problem.of(
          HttpStatus.NOT_FOUND, "no-such-image", dataset.name() + " has no validation images");
    }
    return images;
  }
}
