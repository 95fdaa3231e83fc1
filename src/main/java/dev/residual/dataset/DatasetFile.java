package dev.residual.dataset;

/** The four files of a data set, by the names they have at its origin (where each ends in .gz). */
enum DatasetFile {
  /** Images to learn from. */
  TRAIN_IMAGES("train-images-idx3-ubyte"),
  /** Their classes. */
  TRAIN_LABELS("train-labels-idx1-ubyte"),
  /** Images to judge by. */
  TEST_IMAGES("t10k-images-idx3-ubyte"),
  /** Their classes. */
  TEST_LABELS("t10k-labels-idx1-ubyte");

  private final String fileName;

  DatasetFile(String fileName) {
    this.fileName = fileName;
  }

  String fileName() {
    return fileName;
  }

  String gzipName() {
    return fileName + ".gz";
  }
}
