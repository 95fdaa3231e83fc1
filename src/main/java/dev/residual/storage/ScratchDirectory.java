package dev.residual.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/**
 * A temporary directory for one artifact that is being uploaded or downloaded. Closing it removes
 * the files.
 */
final class ScratchDirectory implements AutoCloseable {

  private final Path root = Files.createTempDirectory("residual-artifact-");
  private final Path files = Files.createDirectory(root.resolve("files"));

  ScratchDirectory() throws IOException {}

  Path files() {
    return files;
  }

  Path zip() {
    return root.resolve("artifact.zip");
  }

  @Override
  public void close() throws IOException {
    FileSystemUtils.deleteRecursively(root);
  }
}
