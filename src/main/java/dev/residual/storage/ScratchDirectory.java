package dev.residual.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** Room on the disk for one artifact on its way, until it is closed. */
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
