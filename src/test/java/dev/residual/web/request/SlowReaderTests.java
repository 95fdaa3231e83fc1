package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.web.Download;
import dev.residual.web.WebServerTest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes nothing of answers that are larger than what a connection holds. */
@WebServerTest
@Import(SlowReaderTests.Answers.class)
@TestPropertySource(
    properties = {
      "residual.web.transfer.timeout=1h",
      "residual.web.transfer.max-waiting=2",
      "residual.web.transfer.max-downloads=1",
      "server.tomcat.connection-timeout=1h",
      "server.tomcat.threads.max=4"
    })
class SlowReaderTests {

  private static final long LENGTH = 64L << 20;
  private static final int CROWD = 8;

  @TestConfiguration(proxyBeanMethods = false)
  @RestController
  static class Answers {

    private final CountDownLatch begun = new CountDownLatch(CROWD);
    private final AtomicInteger ended = new AtomicInteger();

    @GetMapping("/crowd")
    void crowd(HttpServletResponse response) throws IOException {
      begun.countDown();
      try {
        large(response);
      } finally {
        ended.incrementAndGet();
      }
    }

    @GetMapping("/large")
    void large(HttpServletResponse response) throws IOException {
      response.setContentLengthLong(LENGTH);
      byte[] part = new byte[1 << 20];
      for (long sent = 0; sent < LENGTH; sent += part.length) {
        response.getOutputStream().write(part);
      }
    }

    @Download
    @GetMapping("/download")
    void download(HttpServletResponse response) throws IOException {
      large(response);
    }

    @GetMapping("/small")
    String small() {
      return "small";
    }
  }

  @LocalServerPort private int port;
  @Autowired private ConnectionGuard guard;
  @Autowired private Answers answers;

  private final List<SlowClient> clients = new ArrayList<>();

  @AfterEach
  void disconnect() throws IOException {
    for (SlowClient client : clients) {
      client.close();
    }
  }

  @Test
  void onlySoManyThreadsWaitForClientsThatTakeNothing() throws Exception {
    for (int i = 0; i < CROWD; i++) {
      get("/crowd");
    }
    answers.begun.await();

    assertThat(get("/small").status()).isEqualTo("HTTP/1.1 200");

    await().until(() -> answers.ended.get() == CROWD - 2);
    int whole = 0;
    for (SlowClient client : clients.subList(0, CROWD)) {
      whole += client.countToEnd() > LENGTH ? 1 : 0;
    }
    assertThat(whole).isEqualTo(2);
  }

  @Test
  void onlySoManyFilesAreDownloadedAtATime() throws Exception {
    SlowClient first = startDownload();

    assertThat(get("/download").readToEnd())
        .startsWith("HTTP/1.1 503 ")
        .contains("too-many-downloads", "Retry-After: 10");
    assertThat(send("HEAD", "/download").status()).isEqualTo("HTTP/1.1 200");

    assertThat(first.countToEnd()).isGreaterThan(LENGTH);
    startDownload();
  }

  @Test
  void downloadOfAClientThatLeavesIsNotCounted() throws Exception {
    startDownload().close();

    startDownload();
  }

  @Test
  void stoppingServiceEndsAnswers() throws Exception {
    SlowClient client = get("/large");
    await().until(() -> guard.slowClients().count() > 0);

    guard.slowClients().stop();

    assertThat(client.countToEnd()).isLessThan(LENGTH);
    guard.slowClients().start();
  }

  /** Starts a download as soon as those of earlier clients have ended. */
  private SlowClient startDownload() {
    return await()
        .until(
            () -> {
              SlowClient client = get("/download");
              return client.status().equals("HTTP/1.1 200") ? client : null;
            },
            Objects::nonNull);
  }

  private SlowClient get(String path) throws IOException {
    return send("GET", path);
  }

  private SlowClient send(String method, String path) throws IOException {
    String head = "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    SlowClient client = new SlowClient(port, head.formatted(method, path));
    clients.add(client);
    return client;
  }
}
