package dev.residual.webhook.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections go to the address that was checked, and the certificate has to be that of the name.
 */
class WebhookTlsTests {

  private static final String PASSWORD = "changeit";
  private static final OutgoingMessage MESSAGE =
      new OutgoingMessage(new UUID(1, 2), Instant.EPOCH, "{}", List.of(WebhookSecret.generate()));

  private static SSLContext ssl;

  @BeforeAll
  static void createCertificate(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("receiver.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "receiver",
                "-keyalg",
                "EC",
                "-dname",
                "CN=receiver",
                "-ext",
                "san=dns:hooks.allowed.example",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("receiver", keys.getCertificate("receiver"));
    trusted.init(certificates);
    ssl = SSLContext.getInstance("TLS");
    ssl.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
  }

  private static SendResult send(String host, Receiver receiver, SSLContext trusted) {
    return send(host, receiver, trusted, Duration.ofSeconds(30));
  }

  private static SendResult send(
      String host, Receiver receiver, SSLContext trusted, Duration timeout) {
    ReceiverSettings settings = new ReceiverSettings(List.of(".allowed.example"), timeout, null);
    HostLookup lookup = name -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    ReceiverAddresses addresses = new ReceiverAddresses(lookup, settings);
    WebhookClient client =
        new WebhookClient(new ReceiverUrls(addresses, settings), addresses, settings, trusted);
    try {
      return client.send(URI.create("https://" + host + ":" + receiver.port() + "/"), MESSAGE);
    } finally {
      client.destroy();
      addresses.destroy();
    }
  }

  private static Receiver receiver(AtomicReference<List<SNIServerName>> asked) {
    Receiver receiver = Receiver.start(ssl.getServerSocketFactory(), socket -> {});
    receiver.behave(
        socket -> {
          receiver.answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          var session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
          asked.set(session.getRequestedServerNames());
        });
    return receiver;
  }

  @Test
  void certificateOfTheNameIsAccepted() {
    AtomicReference<List<SNIServerName>> asked = new AtomicReference<>();
    try (Receiver receiver = receiver(asked)) {
      assertThat(send("hooks.allowed.example", receiver, ssl).succeeded()).isTrue();
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @Test
  void certificateOfAnotherNameIsRefused() {
    try (Receiver receiver = receiver(new AtomicReference<>())) {
      assertThat(send("other.allowed.example", receiver, ssl).error())
          .isEqualTo(SendError.TLS_FAILED);
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void certificateThatNobodyVouchesForIsRefused() throws Exception {
    try (Receiver receiver = receiver(new AtomicReference<>())) {
      SendResult result = send("hooks.allowed.example", receiver, SSLContext.getDefault());

      assertThat(result.error()).isEqualTo(SendError.TLS_FAILED);
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void receiverWithoutTlsIsAFailure() {
    try (Receiver receiver = Receiver.answering(200)) {
      SendResult result = send("hooks.allowed.example", receiver, ssl);

      assertThat(result.error()).isEqualTo(SendError.TLS_FAILED);
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void receiverThatHangsBeforeTheHandshakeIsLeft() {
    try (Receiver receiver = Receiver.start(socket -> socket.getInputStream().readAllBytes())) {
      SendResult result = send("hooks.allowed.example", receiver, ssl, Duration.ofMillis(300));

      assertThat(result.error()).isEqualTo(SendError.TIMEOUT);
    }
  }
}
