package dev.residual.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown at the start of the service if no artifact could be written to its folder. */
class UnwritableFolderException extends RuntimeException {

  UnwritableFolderException(Path folder, IOException cause) {
    super(folder + " cannot be written: " + DurableFiles.reason(cause), cause);
  }
}
