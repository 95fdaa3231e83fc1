package dev.residual.web.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A request whose body is decompressed while it is read. Its length is not known before. Closing it
 * frees the native memory that decompression takes.
 */
class DecompressedRequest extends HttpServletRequestWrapper implements Closeable {

  /** What these headers say holds for the compressed body only. */
  private static final List<String> HIDDEN =
      List.of(HttpHeaders.CONTENT_ENCODING, HttpHeaders.CONTENT_LENGTH);

  private final BodyEncoding encoding;
  private @Nullable ServletInputStream stream;

  DecompressedRequest(HttpServletRequest request, BodyEncoding encoding) {
    super(request);
    this.encoding = encoding;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      stream = new DecompressedStream(encoding.decompress(super.getInputStream()));
    }
    return stream;
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String name = getCharacterEncoding();
    Charset charset = name == null ? UTF_8 : Charset.forName(name);
    return new BufferedReader(new InputStreamReader(getInputStream(), charset));
  }

  @Override
  public int getContentLength() {
    return -1;
  }

  @Override
  public long getContentLengthLong() {
    return -1;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return isHidden(name) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public int getIntHeader(String name) {
    return isHidden(name) ? -1 : super.getIntHeader(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(
        Collections.list(super.getHeaderNames()).stream().filter(name -> !isHidden(name)).toList());
  }

  private static boolean isHidden(String header) {
    return HIDDEN.stream().anyMatch(header::equalsIgnoreCase);
  }

  private static class DecompressedStream extends ServletInputStream {

    private final InputStream decompressed;
    private boolean finished;
    private boolean closed;

    DecompressedStream(InputStream decompressed) {
      this.decompressed = decompressed;
    }

    @Override
    public int read() throws IOException {
      requireOpen();
      int value = decompressed.read();
      finished = value < 0;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      requireOpen();
      int read = decompressed.read(buffer, offset, length);
      finished = read < 0;
      return read;
    }

    @Override
    public void close() throws IOException {
      closed = true;
      decompressed.close();
    }

    private void requireOpen() throws IOException {
      if (closed) {
        throw new IOException("The request has ended");
      }
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException("Compressed bodies are read by blocking calls only");
    }
  }
}
