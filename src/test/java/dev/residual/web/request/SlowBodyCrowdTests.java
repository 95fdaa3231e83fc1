package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.web.WebServerTest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * Sends more bodies that never end than a server has threads, of which two may wait as long as they
 * like.
 */
@WebServerTest
@Import(SlowBodies.class)
@TestPropertySource(
    properties = {
      "residual.web.transfer.timeout=1h",
      "residual.web.transfer.max-waiting=2",
      "server.tomcat.connection-timeout=1h",
      "server.tomcat.threads.max=4"
    })
class SlowBodyCrowdTests {

  private static final int CROWD = 8;

  @LocalServerPort private int port;
  @Autowired private ConnectionGuard guard;

  private final Deque<SlowClient> waiting = new ArrayDeque<>();

  @AfterEach
  void disconnect() throws IOException {
    for (SlowClient client : waiting) {
      client.close();
    }
    await().until(() -> guard.slowClients().count() == 0);
  }

  @ParameterizedTest
  @MethodSource("dev.residual.web.request.SlowBodies#all")
  void onlySoManyThreadsWaitForBodies(String request) throws IOException {
    for (int i = 0; i < CROWD; i++) {
      add(request);
    }

    assertThat(guard.slowClients().count()).isEqualTo(2);
    assertAnswered(SlowBodies.withoutABody());
    assertAnswered(SlowBodies.json(3, "123"));
  }

  @Test
  void bodyThatComesAMomentLaterTakesThePlaceOfTheSlowest() throws IOException {
    add(SlowBodies.json(500_000, "1"));
    add(SlowBodies.json(500_000, "1"));

    try (SlowClient late = new SlowClient(port, SlowBodies.json(3, ""))) {
      assertThat(waiting.removeFirst().readToEnd())
          .startsWith("HTTP/1.1 503 ")
          .contains("too-many-slow-bodies", "Retry-After: 5", "Connection: close");
      late.send("123");

      assertThat(late.status()).isEqualTo("HTTP/1.1 200");
    }
  }

  /** Adds a client, and waits until a thread waits for it instead of the one that came first. */
  private void add(String request) throws IOException {
    waiting.add(new SlowClient(port, request));
    if (waiting.size() <= 2) {
      await().until(() -> guard.slowClients().count() == waiting.size());
    } else {
      try (SlowClient first = waiting.removeFirst()) {
        assertThat(first.readToEnd()).matches("(?s)HTTP/1.1 (503|404) .*");
      }
    }
  }

  private void assertAnswered(String request) throws IOException {
    try (SlowClient client = new SlowClient(port, request)) {
      assertThat(client.status()).isEqualTo("HTTP/1.1 200");
    }
  }
}
