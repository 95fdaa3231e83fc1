package dev.residual.web.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.web.WebServerTest;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/** Sends bodies that never end to a real server. */
@WebServerTest
@Import(SlowBodyTests.Bodies.class)
@TestPropertySource(
    properties = {"residual.web.body.timeout=300ms", "residual.web.body.max-waiting=2"})
class SlowBodyTests {

  @TestConfiguration(proxyBeanMethods = false)
  @RestController
  static class Bodies {

    @PostMapping(path = "/body", consumes = "application/json")
    String body(@RequestBody String body) {
      return body;
    }

    @PostMapping("/optional")
    String optional(@RequestBody(required = false) @Nullable String body) {
      return "optional";
    }

    @PostMapping(path = "/body", consumes = "multipart/form-data")
    String parts(MultipartHttpServletRequest request) {
      return "parts";
    }
  }

  @LocalServerPort private int port;
  @Autowired private DisconnectDetection server;

  @Test
  void bodyThatTakesTooLongIsRejectedAndItsConnectionClosed() throws IOException {
    for (String type : new String[] {"application/json", "multipart/form-data; boundary=x"}) {
      try (Socket client = send(type, 5_000, "--x")) {
        String answer = new String(client.getInputStream().readAllBytes(), US_ASCII);

        assertThat(answer)
            .startsWith("HTTP/1.1 408 ")
            .contains("body-timeout", "Connection: close")
            .containsOnlyOnce("\"status\":408");
      }
    }
  }

  @Test
  void onlySoManyThreadsWaitForBodies() throws IOException {
    try (Socket first = send("application/json", 500_000, "1");
        Socket second = send("application/json", 500_000, "1")) {
      await().until(() -> isAnswered(first, second) || server.waitingForBodies() == 2);

      try (Socket third = send("application/json", 500_000, "1");
          Socket none = sendWithoutABody();
          Socket whole = send("application/json", 3, "123")) {
        assertThat(line(third)).matches("HTTP/1.1 (503|408) ");
        assertThat(line(whole)).isEqualTo("HTTP/1.1 200 ");
        assertThat(line(none)).isEqualTo("HTTP/1.1 200 ");
      }
    }
  }

  private static boolean isAnswered(Socket... clients) throws IOException {
    for (Socket client : clients) {
      if (client.getInputStream().available() > 0) {
        return true;
      }
    }
    return false;
  }

  private Socket send(String type, int length, String part) throws IOException {
    Socket client = new Socket("127.0.0.1", port);
    String head =
        "POST /body HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(type, length, part);
    client.getOutputStream().write(head.getBytes(US_ASCII));
    return client;
  }

  private Socket sendWithoutABody() throws IOException {
    Socket client = new Socket("127.0.0.1", port);
    client.getOutputStream().write("POST /optional HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
    return client;
  }

  private static String line(Socket client) throws IOException {
    return new String(client.getInputStream().readNBytes(13), US_ASCII);
  }
}
