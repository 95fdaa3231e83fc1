package dev.residual.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** Reads a file that is in memory. The streams of ImageIO would copy it, to memory or to a disk. */
final class ByteArrayImageInputStream extends ImageInputStreamImpl {

  /** A reader that goes on behind the end might never come to its own end. */
  private static final int MAX_READS_BEHIND_END = 1000;

  private final byte[] file;
  private int readsBehindEnd;

  ByteArrayImageInputStream(byte[] file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    return streamPos < file.length ? file[(int) streamPos++] & 0xff : end();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= file.length) {
      return end();
    }
    int count = (int) Math.min(length, file.length - streamPos);
    System.arraycopy(file, (int) streamPos, buffer, offset, count);
    streamPos += count;
    return count;
  }

  private int end() {
    readsBehindEnd++;
    if (readsBehindEnd > MAX_READS_BEHIND_END) {
      throw new IllegalStateException("The file was read far beyond its end");
    }
    return -1;
  }

  @Override
  public long length() {
    return file.length;
  }
}
