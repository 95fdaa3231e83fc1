package dev.residual.web.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.web.BodyTooLargeException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** A request whose body fails with a {@link BodyTooLargeException} when it is too long. */
class SizeLimitedRequest extends HttpServletRequestWrapper {

  private final long maxBytes;
  private @Nullable BoundedStream stream;

  SizeLimitedRequest(HttpServletRequest request, long maxBytes) {
    super(request);
    this.maxBytes = maxBytes;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      stream = new BoundedStream(super.getInputStream(), maxBytes);
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String encoding = getCharacterEncoding();
    Charset charset = encoding == null ? UTF_8 : Charset.forName(encoding);
    return new BufferedReader(new InputStreamReader(getInputStream(), charset));
  }

  private static class BoundedStream extends ServletInputStream {

    private final ServletInputStream stream;
    private final long maxBytes;
    private long bytesRead;

    BoundedStream(ServletInputStream stream, long maxBytes) {
      this.stream = stream;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int value = stream.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = stream.read(buffer, offset, length);
      count(read);
      return read;
    }

    private void count(int bytes) throws BodyTooLargeException {
      bytesRead += Math.max(0, bytes);
      if (bytesRead > maxBytes) {
        throw new BodyTooLargeException(maxBytes);
      }
    }

    @Override
    public boolean isFinished() {
      return stream.isFinished();
    }

    @Override
    public boolean isReady() {
      return stream.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      stream.setReadListener(listener);
    }
  }
}
