package dev.residual.predict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder in which bodies are stored until they are decoded. The files of multipart bodies are
 * stored there, too, by the web server.
 *
 * @param location a folder; empty for that of temporary files
 */
record UploadFolder(String location) {

  private static final String PREFIX = "residual-body";

  /** Creates a file with a name of its own, and the folder if it is not there. */
  Path createFile() throws IOException {
    if (location.isEmpty()) {
      return Files.createTempFile(PREFIX, null);
    }
    Path folder = Path.of(location);
    if (!Files.isDirectory(folder)) { // a link to one cannot be created
      Files.createDirectories(folder);
    }
    return Files.createTempFile(folder, PREFIX, null);
  }
}
