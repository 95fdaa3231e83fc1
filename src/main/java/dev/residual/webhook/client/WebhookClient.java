package dev.residual.webhook.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.web.InvalidValueException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * Sends messages to receivers. An exchange ends after the time that it has as a whole, whatever the
 * receiver does. Of its answer only the status counts.
 */
public class WebhookClient implements DisposableBean {

  /** So much of an answer is read, to let a receiver end in peace; it is thrown away. */
  private static final int MAX_BODY = 64 << 10;

  private final ReceiverUrls urls;
  private final CloseableHttpClient http;
  private final Duration timeout;
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "webhook-timeout");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param ssl trusts the certificates of receivers
   */
  WebhookClient(
      ReceiverUrls urls, ReceiverAddresses addresses, ReceiverSettings settings, SSLContext ssl) {
    this.urls = urls;
    timeout = settings.timeout();
    http = HttpClients.create(addresses, timeout, ssl);
  }

  /** Sends a message once. */
  public SendResult send(URI url, OutgoingMessage message) {
    long start = System.nanoTime();
    try {
      // The settings may have changed since the URL was entered.
      urls.parse(url.toString());
    } catch (InvalidValueException e) {
      return SendResult.failed(
          since(start), SendError.ADDRESS_NOT_ALLOWED, "The URL " + e.getMessage());
    }
    HttpPost request = request(url, message);
    HttpClientContext context = HttpClientContext.create();
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> timer =
        timers.schedule(
            () -> {
              late.set(true);
              request.cancel();
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      ClassicHttpResponse answer = http.executeOpen(null, request, context);
      int status = answer.getCode();
      discard(answer);
      return SendResult.answered(since(start), status);
    } catch (IOException | RuntimeException e) {
      return late.get()
          ? late(since(start))
          : failed(since(start), e, context.getEndpointDetails());
    } finally {
      timer.cancel(false);
      // Closes the connection at once, without reading the rest of a long answer.
      request.cancel();
    }
  }

  private static HttpPost request(URI url, OutgoingMessage message) {
    HttpPost request = new HttpPost(url);
    request.setHeader("webhook-id", message.id().toString());
    request.setHeader("webhook-timestamp", String.valueOf(message.timestamp()));
    request.setHeader("webhook-signature", message.signatures());
    request.setEntity(
        new StringEntity(message.body(), ContentType.APPLICATION_JSON.withCharset(UTF_8)));
    return request;
  }

  private static void discard(ClassicHttpResponse answer) {
    HttpEntity body = answer.getEntity();
    try {
      if (body != null && body.getContent() != null) {
        body.getContent().readNBytes(MAX_BODY);
      }
    } catch (IOException | RuntimeException e) {
      // The status is there, so that the rest does not matter.
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private SendResult late(Duration duration) {
    return SendResult.failed(
        duration,
        SendError.TIMEOUT,
        "The receiver did not answer within " + timeout.toMillis() + " ms");
  }

  /**
   * Exceptions about the answer are not quoted, since they quote the answer.
   *
   * @param connection null if there was none
   */
  SendResult failed(Duration duration, Exception e, @Nullable EndpointDetails connection) {
    if (isTimeout(e) || isTimeout(e.getCause())) {
      return late(duration); // the client's own time was over before the timer ran
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof ForbiddenAddressException) {
      return SendResult.failed(duration, SendError.ADDRESS_NOT_ALLOWED, message);
    }
    if (e instanceof UnknownHostException) {
      return SendResult.failed(duration, SendError.NAME_NOT_RESOLVED, message);
    }
    if (e instanceof SSLException) {
      return SendResult.failed(duration, SendError.TLS_FAILED, message);
    }
    boolean saidSomething = connection != null && connection.getReceivedBytesCount() > 0;
    if (e instanceof ClientProtocolException
        || e instanceof MessageConstraintException
        || (e instanceof NoHttpResponseException && saidSomething)) {
      return SendResult.failed(
          duration, SendError.INVALID_RESPONSE, "The receiver's answer was not HTTP");
    }
    return SendResult.failed(
        duration,
        SendError.CONNECTION_FAILED,
        "No connection, or it ended before an answer: " + e.getClass().getSimpleName());
  }

  private static boolean isTimeout(@Nullable Throwable e) {
    return e instanceof SocketTimeoutException || e instanceof ConnectionRequestTimeoutException;
  }

  @Override
  public void destroy() {
    timers.shutdownNow();
    http.close(CloseMode.IMMEDIATE);
  }
}
