package dev.residual.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Opens files that may be gzipped. Their content decides, not their names. */
public final class GzipInput {

  private static final int BUFFER_SIZE = 1 << 16;

  private GzipInput() {}

  /** Returns the uncompressed bytes of a stream that may be gzipped. */
  public static InputStream stream(InputStream stored) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stored, BUFFER_SIZE);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return gzip ? new GZIPInputStream(buffered, BUFFER_SIZE) : buffered;
  }
}
