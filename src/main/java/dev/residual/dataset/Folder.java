package dev.residual.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files in a folder, under their name or their name with .gz. */
record Folder(Path path) implements Shelf {

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public boolean holds(DataFile file) {
    return Files.isRegularFile(locate(file));
  }

  @Override
  public String nameOf(DataFile file) {
    return locate(file).toString();
  }

  @Override
  public InputStream open(DataFile file) throws IOException {
    return Files.newInputStream(locate(file));
  }

  private Path locate(DataFile file) {
    Path plain = path.resolve(file.fileName());
    return Files.isRegularFile(plain) ? plain : path.resolve(file.gzipName());
  }
}
