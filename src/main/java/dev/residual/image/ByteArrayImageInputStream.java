package dev.residual.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** Reads a file that is in memory. The streams of ImageIO would copy it, to memory or to a disk. */
final class ByteArrayImageInputStream extends ImageInputStreamImpl {

  private final byte[] file;

  ByteArrayImageInputStream(byte[] file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    return streamPos < file.length ? file[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= file.length) {
      return -1;
    }
    int count = (int) Math.min(length, file.length - streamPos);
    System.arraycopy(file, (int) streamPos, buffer, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return file.length;
  }
}
