package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.web.WebServerTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Sends requests that never end to a server that waits for a moment only. */
@WebServerTest
@Import(SlowBodies.class)
@TestPropertySource(
    properties = {"residual.web.transfer.timeout=300ms", "server.tomcat.connection-timeout=1h"})
class SlowBodyTests {

  @LocalServerPort private int port;

  @ParameterizedTest
  @MethodSource("dev.residual.web.request.SlowBodies#read")
  void bodyThatTakesTooLongIsRejectedAndItsConnectionClosed(String request) throws IOException {
    try (SlowClient client = new SlowClient(port, request)) {
      assertThat(client.readToEnd())
          .startsWith("HTTP/1.1 408 ")
          .contains("body-timeout", "Connection: close")
          .containsOnlyOnce("\"status\":408");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.residual.web.request.SlowBodies#unread")
  void unreadBodyThatTakesTooLongEndsTheConnection(String request) throws IOException {
    try (SlowClient client = new SlowClient(port, request)) {
      assertThat(client.readToEnd())
          .startsWith("HTTP/1.1 404 ")
          .containsOnlyOnce("HTTP/1.1")
          .doesNotContain("body-timeout");
    }
  }

  @Test
  void headThatTakesTooLongEndsTheConnection() throws IOException {
    try (SlowClient client = new SlowClient(port, "GET /")) {
      await().until(() -> client.isClosedAfter("a"));
    }
  }
}
