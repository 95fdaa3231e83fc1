package dev.residual.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files from a folder, where their names may end in .gz or not. */
record FolderSource(Path path) implements DatasetSource {

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public boolean holds(DatasetFile file) {
    return Files.isRegularFile(locate(file));
  }

  @Override
  public String nameOf(DatasetFile file) {
    return locate(file).toString();
  }

  @Override
  public InputStream open(DatasetFile file) throws IOException {
    return Files.newInputStream(locate(file));
  }

  private Path locate(DatasetFile file) {
    Path uncompressed = path.resolve(file.fileName());
    return Files.isRegularFile(uncompressed) ? uncompressed : path.resolve(file.gzipName());
  }
}
