package dev.residual.dataset;

import java.io.IOException;
import java.io.InputStream;

/** A place where the files of a data set may lie, plain or gzipped. */
interface DatasetSource {

  /** What to call the place in a message. */
  String name();

  boolean holds(DatasetFile file);

  /** What to call a file that it holds in a message, with its place. */
  String nameOf(DatasetFile file);

  /** The bytes of a file that it holds, as they are stored. */
  InputStream open(DatasetFile file) throws IOException;

  default boolean holdsAll() {
    for (DatasetFile file : DatasetFile.values()) {
      if (!holds(file)) {
        return false;
      }
    }
    return true;
  }
}
