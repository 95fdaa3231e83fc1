package dev.residual.web.request;

import dev.residual.web.Problem;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Reads bodies within a time, and lets only so many threads wait for bodies at once. All ways to
 * read a body pass here, also those of multipart forms.
 */
final class TimedInputBuffer implements InputBuffer {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Request request;
  private final InputBuffer buffer;
  private final Supplier<SocketWrapperBase<?>> socket;
  private final SlowBodySettings settings;
  private final Semaphore waiting;
  private long requestStart = -1;
  private long start;
  private long bytes;

  /**
   * @param request the request of one connection, which serves one after the other
   * @param waiting permits for all threads that wait for bodies
   */
  TimedInputBuffer(
      Request request,
      Supplier<SocketWrapperBase<?>> socket,
      SlowBodySettings settings,
      Semaphore waiting) {
    this.request = request;
    this.socket = socket;
    this.settings = settings;
    this.waiting = waiting;
    buffer = request.getInputBuffer();
  }

  /**
   * Reads the next bytes.
   *
   * @throws Problem 408 if the body has taken too long, or 503 if too many threads wait already
   */
  @Override
  public int doRead(ApplicationBufferHandler handler) throws IOException {
    if (request.getStartTimeNanos() != requestStart) { // the next request of the connection
      requestStart = request.getStartTimeNanos();
      start = System.nanoTime();
      bytes = 0;
    }
    // A non-blocking read returns if nothing is there; only a blocking one waits.
    boolean mayWait = request.getReadListener() == null && !isComplete() && !isAvailable();
    int read = mayWait ? await(handler) : buffer.doRead(handler);
    bytes += Math.max(0, read);
    return read;
  }

  /** A request with neither a length nor chunks has no body. */
  private boolean isComplete() {
    long length = request.getContentLengthLong();
    return length < 0
        ? request.getMimeHeaders().getHeader(HttpHeaders.TRANSFER_ENCODING) == null
        : bytes >= length;
  }

  private boolean isAvailable() {
    try {
      return buffer.available() > 0 || socket.get().isReadyForRead();
    } catch (IOException e) {
      return true; // the client has closed its side, which the read itself reports if it matters
    }
  }

  private int await(ApplicationBufferHandler handler) throws IOException {
    long millis = (start + settings.nanos(bytes) - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw tooSlow();
    }
    SocketWrapperBase<?> connection = socket.get();
    long before = connection.getReadTimeout();
    if (!waiting.tryAcquire()) {
      throw tooMany();
    }
    try {
      connection.setReadTimeout(before > 0 ? Math.min(before, millis) : millis);
      return buffer.doRead(handler);
    } catch (SocketTimeoutException e) {
      throw tooSlow();
    } finally {
      connection.setReadTimeout(before);
      waiting.release();
    }
  }

  private Problem tooSlow() {
    return closing(
        Problem.of(
            HttpStatus.REQUEST_TIMEOUT,
            "body-timeout",
            String.format(
                Locale.ROOT,
                "The body did not arrive in time: %d bytes arrived, and %s are allowed, plus a second for each %s",
                bytes,
                settings.timeout(),
                settings.minRate())));
  }

  private Problem tooMany() {
    return closing(
        Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-slow-bodies",
                String.format(
                    Locale.ROOT,
                    "The service waits for the bodies of %d other requests. Send the body without pauses, or later",
                    settings.maxWaiting()))
            .retryAfter(RETRY_AFTER));
  }

  /** Closes the connection after the answer, because the rest of the body is not waited for. */
  private Problem closing(Problem problem) {
    request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    problem.getHeaders().set(HttpHeaders.CONNECTION, "close");
    return problem;
  }

  @Override
  public int available() {
    return buffer.available();
  }
}
