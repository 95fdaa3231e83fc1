package dev.residual.dataset;

import dev.residual.web.Problem;
import org.springframework.http.HttpStatus;

/** The two sets of images of a data set, as addresses name them. */
enum DatasetSplit {
  /** To learn from. */
  TRAIN,
  /** To judge by. */
  TEST;

  static DatasetSplit of(String name) {
    return switch (name) {
      case "train" -> TRAIN;
      case "test" -> TEST;
      default ->
          throw Problem.of(
              HttpStatus.BAD_REQUEST, "unknown-split", "split must be train or test, was " + name);
    };
  }

  LabeledImages in(Dataset dataset) {
    return switch (this) {
      case TRAIN -> dataset.train();
      case TEST -> dataset.test();
    };
  }
}
