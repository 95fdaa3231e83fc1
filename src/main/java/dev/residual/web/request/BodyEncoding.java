package dev.residual.web.request;

import dev.residual.web.CorruptEncodingException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The compressions of bodies that are read. */
enum BodyEncoding {
  GZIP {
    @Override
    InputStream open(InputStream body) throws IOException {
      return GzipCompressorInputStream.builder()
          .setInputStream(body)
          .setDecompressConcatenated(true)
          .get();
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
   * Returns a stream that decompresses a body. Closing it leaves the body open.
   *
   * @throws CorruptEncodingException if the body does not begin as this encoding does
   */
  InputStream decompress(InputStream body) throws IOException {
    Source source = new Source(body);
    try {
      return new Checked(open(source), source);
    } catch (IOException e) {
      throw explained(e, source);
    }
  }

  /** Tells a body that is corrupt or truncated from one that could not be read. */
  private IOException explained(IOException e, Source source) {
    return source.failure == null ? new CorruptEncodingException(label(), e) : source.failure;
  }

  /** A body as it is sent, which remembers why it could not be read. */
  private static final class Source extends FilterInputStream {

    private @Nullable IOException failure;

    Source(InputStream body) {
      super(body);
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
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void close() {
      // The body belongs to the web server.
    }
  }

  private final class Checked extends FilterInputStream {

    private final Source source;

    Checked(InputStream decompressed, Source source) {
      super(decompressed);
      this.source = source;
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
      } catch (IOException e) {
        throw explained(e, source);
      }
    }
  }
}
