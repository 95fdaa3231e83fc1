package dev.residual.web.request;

import dev.residual.web.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Answers a request whose body is not waited for. All ways to read a body pass here, also those of
 * multipart forms.
 */
final class RequestBodyBuffer implements InputBuffer {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Request request;
  private final InputBuffer buffer;
  private final TransferSettings settings;

  /**
   * @param request the request of one connection, which serves one after the other
   */
  RequestBodyBuffer(Request request, TransferSettings settings) {
    this.request = request;
    this.settings = settings;
    buffer = request.getInputBuffer();
  }

  /**
   * Reads the next bytes.
   *
   * @throws Problem 408 if the body has taken too long, or 503 if too many threads wait already or
   *     the service is stopping
   */
  @Override
  public int doRead(ApplicationBufferHandler handler) throws IOException {
    try {
      return buffer.doRead(handler);
    } catch (SlowClientException e) {
      throw closing(problem(e));
    }
  }

  private Problem problem(SlowClientException e) {
    return switch (e.reason()) {
      case TOO_SLOW ->
          Problem.of(
              HttpStatus.REQUEST_TIMEOUT,
              "body-timeout",
              String.format(
                  Locale.ROOT,
                  "The body did not arrive in time. The service waits %s, plus a second for each %s",
                  settings.timeout(),
                  settings.minRate()));
      case TOO_MANY ->
          unavailable(
              "too-many-slow-bodies",
              String.format(
                  Locale.ROOT,
                  "The service waits for %d other clients. Send the body without pauses, or later",
                  settings.maxWaiting()));
      case STOPPING -> unavailable("stopping", "The service is stopping");
    };
  }

  private static Problem unavailable(String code, String detail) {
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, code, detail).retryAfter(RETRY_AFTER);
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
