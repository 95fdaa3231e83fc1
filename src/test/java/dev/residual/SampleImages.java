package dev.residual;

import dev.residual.image.ImageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Provides the 1,000 test images of the bundled sample, as a client would send them. */
final class SampleImages {

  static final int COUNT = 1000;
  static final ImageFormat FORMAT = ImageFormat.gray(28, 28);
  static final int BYTES = FORMAT.bytes();

  private static final String FOLDER = "/dataset/fashion-mnist-sample/";
  private static final int IMAGES_HEADER = 16;
  private static final int LABELS_HEADER = 8;

  private SampleImages() {}

  /** Returns the pixels of all images, 784 bytes each. */
  static byte[] pixels() throws IOException {
    return read("t10k-images-idx3-ubyte.gz", IMAGES_HEADER);
  }

  static byte[] labels() throws IOException {
    return read("t10k-labels-idx1-ubyte.gz", LABELS_HEADER);
  }

  private static byte[] read(String file, int header) throws IOException {
    try (InputStream stored = SampleImages.class.getResourceAsStream(FOLDER + file);
        InputStream plain = new GZIPInputStream(stored)) {
      plain.skipNBytes(header);
      return plain.readAllBytes();
    }
  }
}
