package dev.residual.dataset.own;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** The folder with archives that are too large to send. */
@Component
class Inbox {

  private final UploadSettings settings;

  Inbox(UploadSettings settings) {
    this.settings = settings;
  }

  /** Returns whether there is an inbox. */
  boolean isConfigured() {
    return settings.inbox() != null;
  }

  /**
   * Returns a file or folder of the inbox. Links that lead out of it are refused.
   *
   * @param path path below the inbox
   * @throws NoSuchFileException if there is no such file in it
   * @throws IOException if it cannot be read at the moment
   */
  Path locate(String path) throws IOException {
    Path inbox = settings.inbox();
    if (inbox == null) {
      throw new NoSuchFileException(path, null, "residual.dataset.inbox is not set");
    }
    try {
      Path root = inbox.toRealPath();
      Path file = root.resolve(path).toRealPath();
      if (!file.startsWith(root) || file.equals(root)) {
        throw new NoSuchFileException(path, null, "it is not below the inbox");
      }
      if (!Files.isReadable(file)) {
        throw new NoSuchFileException(path, null, "it cannot be read by the service");
      }
      return file;
    } catch (InvalidPathException e) {
      throw new NoSuchFileException(path, null, "it is no path");
    }
  }
}
