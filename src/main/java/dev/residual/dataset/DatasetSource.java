package dev.residual.dataset;

import java.io.IOException;
import java.io.InputStream;

/** A place where the files of a data set may be stored, uncompressed or gzipped. */
interface DatasetSource {

  /** Returns the name of the source, for messages. */
  String name();

  /** Returns whether the source has a file. */
  boolean holds(DatasetFile file);

  /** Returns the name of a file, with its location, for messages. The source must have the file. */
  String nameOf(DatasetFile file);

  /** Opens a file that the source has. The bytes are as stored, so they may be gzipped. */
  InputStream open(DatasetFile file) throws IOException;

  /** Returns whether the source has all files of a data set. */
  default boolean holdsAll() {
    for (DatasetFile file : DatasetFile.values()) {
      if (!holds(file)) {
        return false;
      }
    }
    return true;
  }
}
