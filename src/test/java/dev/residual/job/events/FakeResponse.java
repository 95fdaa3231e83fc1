package dev.residual.job.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * A response whose client reads everything at once, until the test says otherwise. After it was not
 * ready, it belongs to the web server, which may call the listener at any moment.
 */
final class FakeResponse extends MockHttpServletResponse {

  boolean isReading = true;
  boolean hasGone;

  private final MockHttpServletRequest request;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private @Nullable WriteListener listener;
  private boolean unread;
  private boolean webServers;

  /** The web server's lock of the connection. */
  final ReentrantLock lock = new ReentrantLock();

  FakeResponse(MockHttpServletRequest request) {
    this.request = request;
  }

  MockHttpServletRequest request() {
    return request;
  }

  /** The client reads from now on, which the web server tells the stream. */
  void read() throws IOException {
    isReading = true;
    unread = false;
    webServers = false;
    if (request.isAsyncStarted()) {
      lock.lock();
      try {
        requireNonNull(listener, "the stream listens").onWritePossible();
      } finally {
        lock.unlock();
      }
    }
  }

  void end() {
    requireNonNull(request.getAsyncContext(), "a stream is asynchronous").complete();
  }

  String text() {
    return written.toString(UTF_8);
  }

  /** Returns the events without comments. */
  List<String> events() {
    return Stream.of(text().split("\n\n")).filter(text -> text.startsWith("id:")).toList();
  }

  List<Integer> ids() {
    return events().stream()
        .map(event -> Integer.parseInt(event.substring(3, event.indexOf('\n'))))
        .toList();
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new ServletOutputStream() {
      @Override
      public boolean isReady() {
        assertLocked();
        assertThat(webServers).as("the web server has the response").isFalse();
        webServers = unread;
        return !unread;
      }

      @Override
      public void setWriteListener(WriteListener given) {
        listener = given;
      }

      @Override
      public void write(int b) {
        throw new UnsupportedOperationException("streams write arrays");
      }

      @Override
      public void write(byte[] bytes, int start, int length) throws IOException {
        assertLocked();
        if (hasGone) {
          throw new IOException("Broken pipe");
        }
        if (unread) {
          throw new IllegalStateException("The client has not read the last bytes");
        }
        written.write(bytes, start, length);
        unread = !isReading;
      }

      @Override
      public void flush() {
        assertLocked();
        if (unread) {
          throw new IllegalStateException("The client has not read the last bytes");
        }
      }
    };
  }

  private void assertLocked() {
    assertThat(lock.isHeldByCurrentThread()).as("the connection is locked").isTrue();
  }
}
