package dev.residual.predict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.residual.inference.Deadline;
import dev.residual.inference.LoadedModel;
import dev.residual.inference.ModelCache;
import dev.residual.inference.Serving;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import dev.residual.oip.OipController;
import dev.residual.oip.OipErrorAdvice;
import dev.residual.preprocessing.InputImage;
import dev.residual.web.WebServerTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Tests requests whose client disconnects, and the requests beside them. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.http2.enabled=true",
      "management.endpoint.health.group.readiness.include=readinessState",
      WebServerTest.WITHOUT_DATABASE
    })
class ClientGoneTests {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({Serving.class, PredictController.class, OipController.class, OipErrorAdvice.class})
  @ComponentScan(
      basePackages = "dev.residual.web",
      useDefaultFilters = false,
      includeFilters =
          @ComponentScan.Filter(
              type = FilterType.REGEX,
              pattern =
                  ".*(BodySizeFilter|ConnectionGuard|TomcatBodies|ClientGoneAdvice|ProblemAdvice)"))
  static class ServingAlone {

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }
  }

  private static final int RUNNING = 1;
  private static final int WAITING = 2;
  private static final int LEAVING = 7;

  @LocalServerPort int port;
  @Autowired ServletWebServerApplicationContext server;
  @Autowired MeterRegistry meters;
  @MockitoBean ModelRegistry registry;
  @MockitoBean ModelCache models;

  private final List<Integer> computed = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private double goneBefore;

  @BeforeEach
  void serveModelThatWaits() throws Exception {
    StubModel.serves(registry, models);
    LoadedModel model = StubModel.model();
    willAnswer(
            call -> {
              List<InputImage> images = call.getArgument(0);
              images.forEach(image -> computed.add((int) image.pixels()[0]));
              assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
              return StubModel.outputs(images);
            })
        .given(model)
        .outputs(any(), anyBoolean());
    given(models.acquire(any(), any())).willReturn(StubModel.lease(model));
    goneBefore = gone();
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void release() {
    released.countDown();
    root().detachAppender(log);
    awaitEndOfRequests(); // The clients of some are gone too, and the next test counts those.
  }

  private void awaitEndOfRequests() {
    TomcatWebServer tomcat = (TomcatWebServer) server.getWebServer();
    var threads =
        (ThreadPoolExecutor) tomcat.getTomcat().getConnector().getProtocolHandler().getExecutor();
    await("all requests have ended").until(() -> threads.getActiveCount() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/predict", "/v2/models/default/infer"})
  void requestOfGoneClientIsNotComputed(String path) throws Exception {
    try (Socket running = send(bytes(RUNNING))) {
      await().until(() -> computed.contains(RUNNING));
      try (Socket leaving = send(path.equals("/predict") ? bytes(LEAVING) : tensor(LEAVING))) {
        awaitWaiting(1);
      }
      awaitGone(1);

      released.countDown();
      assertThat(answer(running)).contains("label 1");
      try (Socket next = send(bytes(WAITING))) {
        assertThat(answer(next)).startsWith("HTTP/1.1 200").contains("label 2");
      }
    }
    assertThat(computed).containsExactly(RUNNING, WAITING);
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void goneClientStopsWaitingForTheModel() throws Exception {
    CompletableFuture<Void> preparing = new CompletableFuture<>();
    given(models.acquire(any(), any()))
        .willAnswer(
            call -> {
              preparing.complete(null);
              return call.<Deadline>getArgument(1).await(new CompletableFuture<>());
            });
    try (Socket leaving = send(bytes(LEAVING))) {
      preparing.get(1, TimeUnit.MINUTES);
    }
    awaitGone(1);
    assertThat(computed).isEmpty();
  }

  @Test
  void resetConnectionCountsAsGone() throws Exception {
    try (Socket running = send(bytes(RUNNING))) {
      await().until(() -> computed.contains(RUNNING));
      try (Socket leaving = send(bytes(LEAVING))) {
        awaitWaiting(1);
        leaving.setSoLinger(true, 0); // a reset
      }
      awaitGone(1);
    }
    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
  }

  @Test
  void halfClosedConnectionCountsAsGone() throws Exception {
    try (Socket running = send(bytes(RUNNING))) {
      await().until(() -> computed.contains(RUNNING));
      try (Socket leaving = send(bytes(LEAVING))) {
        leaving.shutdownOutput();

        assertThat(answer(leaving)).startsWith("HTTP/1.1 499").endsWith("\r\n\r\n");
      }
      awaitGone(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void pipelinedRequestIsAnsweredAfterTheFirst(boolean chunked, boolean later) throws Exception {
    String first = keepAlive(WAITING, chunked);
    String second = tensor(5);
    try (Socket running = send(bytes(RUNNING))) {
      await().until(() -> computed.contains(RUNNING));
      try (Socket before = send(bytes(3))) {
        awaitWaiting(1);
        // A request that finds others waiting is checked before it waits.
        try (Socket both = send(later ? first : first + second)) {
          awaitWaiting(2);
          if (later) {
            write(both, second);
          }
          // When this client is detected as gone, the one before it was checked again.
          try (Socket leaving = send(bytes(LEAVING))) {
            awaitWaiting(3);
          }
          awaitGone(1);

          released.countDown();
          String answers = answer(both);
          try (Socket alone = send(second)) {
            assertThat(answers).contains("label 2").endsWith(withoutDate(answer(alone)));
          }
        }
      }
    }
    assertThat(gone() - goneBefore).isEqualTo(1);
  }

  @Test
  void keptConnectionAnswersInOrder() throws Exception {
    released.countDown();
    try (Socket kept = send(keepAlive(1, false) + keepAlive(2, true) + bytes(3))) {
      assertThat(answer(kept)).containsSubsequence("label 1", "label 2", "label 3");
    }
  }

  @Test
  void http2ClientIsAnsweredWithoutDetection() throws Exception {
    released.countDown();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/predict"))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[784]))
            .build();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    client.send(request, HttpResponse.BodyHandlers.ofString());
    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.body()).contains("label 0");
  }

  private Socket send(String requests) throws IOException {
    Socket socket = new Socket("localhost", port);
    write(socket, requests);
    return socket;
  }

  private static void write(Socket socket, String requests) throws IOException {
    socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
  }

  private static String answer(Socket socket) throws IOException {
    return withoutDate(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
  }

  private static String withoutDate(String answer) {
    return answer.replaceAll("Date: .*\r\n", "");
  }

  /** Returns a request of one image as bytes that closes its connection. */
  private static String bytes(int first) {
    return post("/predict", "octet-stream", "Connection: close\r\n", image(first));
  }

  private static String keepAlive(int first, boolean chunked) {
    return chunked
        ? "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n310\r\n"
            + image(first)
            + "\r\n0\r\n\r\n"
        : post("/predict", "octet-stream", "", image(first));
  }

  /** Returns a request of the protocol for one image that closes its connection. */
  private static String tensor(int first) {
    return post(
        "/v2/models/default/infer",
        "json",
        "Connection: close\r\n",
        """
        {"inputs": [{"name": "image", "shape": [1, 28, 28], "datatype": "UINT8", "data": [%d%s]}]}
        """
            .formatted(first, ", 0".repeat(783)));
  }

  private static String post(String path, String type, String headers, String body) {
    return ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/%s\r\n"
            + "%sContent-Length: %d\r\n\r\n%s")
        .formatted(path, type, headers, body.length(), body);
  }

  private static String image(int first) {
    return (char) first + "\0".repeat(783);
  }

  private void awaitWaiting(int images) {
    await().until(() -> meters.get("residual.inference.pending.images").gauge().value() == images);
  }

  private void awaitGone(int requests) {
    await().until(() -> gone() - goneBefore == requests);
  }

  private double gone() {
    return Optional.ofNullable(
            meters.find("residual.inference.rejected").tag("reason", "client_closed").counter())
        .map(counter -> counter.count())
        .orElse(0.0);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
