package dev.residual.natives;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * A native library on the class path.
 *
 * @param resource its path there
 * @param file the name of the file into which it is unpacked
 */
record NativeLibrary(String resource, String file) {

  boolean isOnClassPath() {
    return url() != null;
  }

  InputStream open() throws IOException {
    URL url = url();
    if (url == null) {
      throw new IOException(resource + " is not on the class path");
    }
    return url.openStream();
  }

  private @Nullable URL url() {
    return NativeLibrary.class.getResource("/" + resource);
  }
}
