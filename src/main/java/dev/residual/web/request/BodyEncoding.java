package dev.residual.web.request;

import dev.residual.web.CorruptEncodingException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** The compressions of bodies that are read. */
enum BodyEncoding {
  GZIP {
    @Override
    InputStream open(InputStream body) throws IOException {
      return new GZIPInputStream(body);
    }
  },
  /** In HTTP this is the format of zlib. */
  DEFLATE {
    @Override
    InputStream open(InputStream body) {
      return new InflaterInputStream(body);
    }
  };

  /** The names of all, as a header and a sentence list them. */
  static final String NAMES = "gzip, deflate";

  abstract InputStream open(InputStream body) throws IOException;

  /**
   * Returns the encoding of a name.
   *
   * @param name in lower case
   */
  static Optional<BodyEncoding> find(String name) {
    return switch (name) {
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "deflate" -> Optional.of(DEFLATE);
      default -> Optional.empty();
    };
  }

  private String label() {
    return this == GZIP ? "gzip" : "deflate";
  }

  /**
   * Returns a stream that decompresses a body.
   *
   * @throws CorruptEncodingException if the body does not begin as this encoding does
   */
  InputStream decompress(InputStream body) throws IOException {
    try {
      return new Checked(open(body));
    } catch (ZipException | EOFException e) {
      throw new CorruptEncodingException(label(), e);
    }
  }

  /** Tells a body that is corrupt or truncated from a connection that broke. */
  private final class Checked extends FilterInputStream {

    Checked(InputStream decompressed) {
      super(decompressed);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (ZipException | EOFException e) {
        throw new CorruptEncodingException(label(), e);
      }
    }
  }
}
