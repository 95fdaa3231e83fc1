package dev.residual.webhook.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers of all kinds, also such as behave badly. */
class WebhookClientTests {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private static final OutgoingMessage MESSAGE =
      new OutgoingMessage(
          UUID.fromString("0b0c0d0e-0000-4000-8000-000000000001"),
          Instant.ofEpochSecond(1_700_000_000),
          "{\"type\": \"job.succeeded\", \"name\": \"Grün\"}",
          List.of(WebhookSecret.generate(), WebhookSecret.generate()));

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Receiver receiver(Receiver.Behavior behavior) {
    Receiver receiver = Receiver.start(behavior);
    open.add(receiver);
    return receiver;
  }

  private WebhookClient client(Duration timeout) throws Exception {
    return client(timeout, InetAddress::getAllByName, SSLContext.getDefault());
  }

  private WebhookClient client(Duration timeout, HostLookup lookup, SSLContext ssl) {
    ReceiverSettings settings =
        new ReceiverSettings(List.of("127.0.0.1", ".allowed.example"), timeout, null);
    ReceiverAddresses addresses = new ReceiverAddresses(lookup, settings);
    WebhookClient client =
        new WebhookClient(new ReceiverUrls(addresses, settings), addresses, settings, ssl);
    open.add(client::destroy);
    open.add(addresses::destroy);
    return client;
  }

  private SendResult send(Duration timeout, Receiver.Behavior behavior) throws Exception {
    return client(timeout).send(URI.create(receiver(behavior).url()), MESSAGE);
  }

  private SendResult sendTo(Duration timeout, String answer) throws Exception {
    Receiver receiver = receiver(socket -> {});
    receiver.behave(socket -> receiver.answer(socket, answer));
    return client(timeout).send(URI.create(receiver.url()), MESSAGE);
  }

  @Test
  void receiverGetsASignedMessage() throws Exception {
    Receiver receiver = receiver(socket -> {});
    receiver.answer(204);

    SendResult result = client(LONG).send(URI.create(receiver.url() + "?token=1"), MESSAGE);

    assertThat(result.succeeded()).isTrue();
    assertThat(result.status()).isEqualTo(204);
    assertThat(result.duration()).isPositive();
    Receiver.Request request = receiver.requests().get(0);
    assertThat(request.line()).isEqualTo("POST /hook?token=1 HTTP/1.1");
    assertThat(request.body()).isEqualTo(MESSAGE.body());
    assertThat(request.headers())
        .containsEntry("host", "127.0.0.1:" + receiver.port())
        .containsEntry("content-type", "application/json; charset=UTF-8")
        .containsEntry("user-agent", "Residual")
        .containsEntry("webhook-id", "0b0c0d0e-0000-4000-8000-000000000001")
        .containsEntry("webhook-timestamp", "1700000000")
        .containsEntry("webhook-signature", MESSAGE.signatures())
        .doesNotContainKeys("cookie", "authorization", "accept-encoding", "upgrade");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 410, 429, 500, 503})
  void otherStatusThan2xxIsAFailureAndIsNotRepeated(int status) throws Exception {
    Receiver receiver = receiver(socket -> {});
    receiver.answer(status);

    SendResult result = client(LONG).send(URI.create(receiver.url()), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.STATUS);
    assertThat(result.status()).isEqualTo(status);
    assertThat(receiver.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNotFollowed(int status) throws Exception {
    Receiver other = Receiver.answering(200);
    open.add(other);

    SendResult result =
        sendTo(
            LONG,
            "HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                .formatted(status, other.url()));

    assertThat(result.error()).isEqualTo(SendError.REDIRECT);
    assertThat(result.status()).isEqualTo(status);
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void receiverThatHangsIsLeft() throws Exception {
    Receiver receiver = receiver(socket -> {});
    receiver.hang();

    SendResult result = client(SHORT).send(URI.create(receiver.url()), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.TIMEOUT);
    assertThat(result.status()).isNull();
    assertThat(result.message()).contains("300 ms");
  }

  /** The client has the same time as the timer, and either may be first. */
  @Test
  void timeThatTheClientNoticesIsATimeoutToo() throws Exception {
    for (Exception e :
        List.of(
            new SocketTimeoutException("Read timed out"),
            new SSLException("handshake", new SocketTimeoutException()),
            new ConnectionRequestTimeoutException("no connection is free"))) {
      SendResult result = client(SHORT).failed(SHORT, e, null);

      assertThat(result.error()).isEqualTo(SendError.TIMEOUT);
      assertThat(result.message()).contains("300 ms");
    }
  }

  @Test
  void receiverThatSendsAByteAtATimeIsLeft() throws Exception {
    SendResult result =
        send(
            SHORT,
            socket -> {
              for (char next : (OK + "X: " + "A".repeat(1000)).toCharArray()) {
                socket.getOutputStream().write(next);
                pause(Duration.ofMillis(20));
              }
            });

    assertThat(result.error()).isEqualTo(SendError.TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102 Processing\r\n\r\n"})
  void receiverThatNeverGetsToTheStatusIsLeft(String interim) throws Exception {
    SendResult result = send(SHORT, socket -> writeForEver(socket, interim));

    assertThat(result.succeeded()).isFalse();
  }

  @Test
  void statusLineWithoutEndIsRefused() throws Exception {
    SendResult result =
        send(
            LONG,
            socket -> {
              socket.getOutputStream().write("HTTP/1.1 200 ".getBytes(US_ASCII));
              writeForEver(socket, "A");
            });

    assertThat(result.error()).isEqualTo(SendError.INVALID_RESPONSE);
  }

  @Test
  void headersWithoutEndAreRefused() throws Exception {
    SendResult result =
        send(
            LONG,
            socket -> {
              socket.getOutputStream().write(OK.getBytes(US_ASCII));
              writeForEver(socket, "X-Header: value\r\n");
            });

    assertThat(result.error()).isEqualTo(SendError.INVALID_RESPONSE);
  }

  /** The connection is closed long before the gigabyte is over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1073741824\r\n\r\n",
        "Connection: close\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n40000000\r\n"
      })
  void answerOfAGigabyteIsNotReadToItsEnd(String headers) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Receiver receiver = receiver(socket -> {});
    receiver.behave(
        socket -> {
          receiver.answer(socket, OK + headers);
          try {
            writeForEver(socket, "A".repeat(1 << 16));
          } finally {
            closed.countDown();
          }
        });

    SendResult result = client(LONG).send(URI.create(receiver.url()), MESSAGE);

    assertThat(result.succeeded()).isTrue();
    assertThat(result.duration()).isLessThan(LONG);
    closed.await();
  }

  @Test
  void compressedAnswerIsNotUnpacked() throws Exception {
    SendResult result = sendTo(LONG, OK + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");

    assertThat(result.succeeded()).isTrue();
  }

  @Test
  void statusCountsEvenIfTheRestIsMissing() throws Exception {
    assertThat(sendTo(LONG, OK + "Content-Length: 100\r\n\r\nearly").succeeded()).isTrue();
  }

  @Test
  void connectionThatIsClosedEarlyIsAFailure() throws Exception {
    Receiver receiver = receiver(socket -> {});
    receiver.behave(receiver::read);

    SendResult result = client(LONG).send(URI.create(receiver.url()), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.CONNECTION_FAILED);
  }

  @Test
  void portWithoutReceiverIsAFailure() throws Exception {
    Receiver receiver = receiver(socket -> {});
    receiver.close();

    SendResult result = client(LONG).send(URI.create(receiver.url()), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.CONNECTION_FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SSH-2.0-OpenSSH_9.2 top-secret\r\n", "top-secret", "HTTP/9 top-secret\r\n\r\n"})
  void answerOfAnotherProtocolIsNotShown(String answer) throws Exception {
    SendResult result = sendTo(LONG, answer);

    assertThat(result.error()).isEqualTo(SendError.INVALID_RESPONSE);
    assertThat(result.message()).doesNotContain("top-secret");
  }

  @Test
  void addressesAreLookedUpOnceAndCheckedBeforeAConnectionIsOpened() throws Exception {
    Receiver receiver = receiver(socket -> {});
    receiver.answer(200);
    List<String> lookups = new ArrayList<>();
    HostLookup lookup =
        host -> {
          lookups.add(host);
          return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        };
    WebhookClient client = client(LONG, lookup, SSLContext.getDefault());

    SendResult allowed =
        client.send(URI.create("http://hooks.allowed.example:" + receiver.port() + "/"), MESSAGE);
    SendResult forbidden = client.send(URI.create("https://hooks.example/"), MESSAGE);

    assertThat(allowed.succeeded()).isTrue();
    assertThat(receiver.requests().get(0).headers())
        .containsEntry("host", "hooks.allowed.example:" + receiver.port());
    assertThat(forbidden.error()).isEqualTo(SendError.ADDRESS_NOT_ALLOWED);
    assertThat(forbidden.message()).contains("hooks.example", "127.0.0.1");
    assertThat(receiver.requests()).hasSize(1);
    assertThat(lookups).containsExactly("hooks.allowed.example", "hooks.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://localhost/"
      })
  void spelledAddressesAreCheckedToo(String url) throws Exception {
    SendResult result = client(LONG).send(URI.create(url), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.ADDRESS_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://8.8.8.8/", "https://8.8.8.8:22/"})
  void urlThatIsNoLongerAllowedIsNotUsed(String url) throws Exception {
    SendResult result = client(LONG).send(URI.create(url), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.ADDRESS_NOT_ALLOWED);
  }

  @Test
  void proxyOfTheSystemIsNotUsed() throws Exception {
    Receiver proxy = Receiver.answering(200);
    open.add(proxy);
    Receiver receiver = receiver(socket -> {});
    receiver.answer(200);
    Map<String, String> properties =
        Map.of(
            "http.proxyHost", "127.0.0.1",
            "http.proxyPort", String.valueOf(proxy.port()),
            "http.nonProxyHosts", "");
    try {
      properties.forEach(System::setProperty);
      client(LONG).send(URI.create(receiver.url()), MESSAGE);
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }

    assertThat(receiver.requests()).hasSize(1);
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void oneForbiddenAddressAmongOthersIsEnough() throws Exception {
    HostLookup lookup =
        host ->
            new InetAddress[] {
              InetAddress.getByName("8.8.8.8"), InetAddress.getByName("192.168.0.1")
            };

    SendResult result =
        client(LONG, lookup, SSLContext.getDefault())
            .send(URI.create("https://both.example/"), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.ADDRESS_NOT_ALLOWED);
  }

  @Test
  void nameWithoutAddressIsAFailure() throws Exception {
    HostLookup lookup =
        host -> {
          throw new UnknownHostException(host);
        };

    SendResult result =
        client(LONG, lookup, SSLContext.getDefault())
            .send(URI.create("https://missing.example/"), MESSAGE);

    assertThat(result.error()).isEqualTo(SendError.NAME_NOT_RESOLVED);
  }

  private static void pause(Duration duration) {
    try {
      new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writeForEver(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(US_ASCII);
    while (true) {
      socket.getOutputStream().write(bytes);
    }
  }
}
