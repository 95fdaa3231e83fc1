package dev.residual.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Gzipped files inside the application, in one folder of its class path. */
record Bundle(String path) implements Shelf {

  @Override
  public String name() {
    return "bundled";
  }

  @Override
  public boolean holds(DataFile file) {
    return Bundle.class.getResource(nameOf(file)) != null;
  }

  @Override
  public String nameOf(DataFile file) {
    return path + "/" + file.gzipName();
  }

  @Override
  public InputStream open(DataFile file) throws IOException {
    InputStream stream = Bundle.class.getResourceAsStream(nameOf(file));
    if (stream == null) {
      throw new FileNotFoundException(nameOf(file));
    }
    return stream;
  }
}
