package dev.residual.web;

import dev.residual.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;

/**
 * The folder in which bodies are stored until they are processed. The files of multipart bodies are
 * stored there, too, by the web server. Those who need it import it.
 *
 * @param location a folder; empty for that of temporary files
 */
public record UploadFolder(@Value("${spring.servlet.multipart.location:}") String location) {

  private static final String PREFIX = "residual-body";

  /** Creates a file with a name of its own, and the folder if it is not there. */
  public Path createFile() throws IOException {
    if (location.isEmpty()) {
      return Files.createTempFile(PREFIX, null);
    }
    return Files.createTempFile(PrivateFiles.createFolder(Path.of(location)), PREFIX, null);
  }
}
