package dev.residual.dataset.ingest;

/** The ways in which the files of an archive say the labels of its images. */
public enum LayoutKind {
  /** The four files of the IDX format, as those of MNIST. */
  IDX,
  /** A CSV file with a line for each image. */
  CSV,
  /** Folders for the splits, in each of which is a folder for each class. */
  SPLIT_FOLDERS,
  /** A folder for each class. */
  CLASS_FOLDERS
}
