package dev.residual.dataset;

/** The four files of a data set, with the names that they have at the origin, without .gz. */
enum DatasetFile {
  /** The training images. */
  TRAIN_IMAGES("train-images-idx3-ubyte"),
  /** The labels of the training images. */
  TRAIN_LABELS("train-labels-idx1-ubyte"),
  /** The test images. */
  TEST_IMAGES("t10k-images-idx3-ubyte"),
  /** The labels of the test images. */
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
