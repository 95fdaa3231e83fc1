package dev.residual.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Reads gzipped files that are bundled with the application, in one folder of its class path. */
record ClasspathSource(String path) implements DatasetSource {

  @Override
  public String name() {
    return "bundled";
  }

  @Override
  public boolean holds(DatasetFile file) {
    return ClasspathSource.class.getResource(nameOf(file)) != null;
  }

  @Override
  public String nameOf(DatasetFile file) {
    return path + "/" + file.gzipName();
  }

  @Override
  public InputStream open(DatasetFile file) throws IOException {
    InputStream stream = ClasspathSource.class.getResourceAsStream(nameOf(file));
    if (stream == null) {
      throw new FileNotFoundException(nameOf(file));
    }
    return stream;
  }
}
