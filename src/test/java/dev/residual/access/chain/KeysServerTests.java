package dev.residual.access.chain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.access.KeyClient;
import dev.residual.access.KeysTest;
import dev.residual.access.Role;
import dev.residual.job.JobClient;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** Tests what needs a real server that asks for keys. */
@KeysTest
@ExtendWith(OutputCaptureExtension.class)
class KeysServerTests {

  private static final String POLICY = "default-src 'self'; frame-ancestors 'none'";

  @Autowired private KeyClient client;
  @LocalServerPort private int port;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Socket> sockets = new ArrayList<>();

  /** The page reads the stream by fetch, which can send the header that an EventSource cannot. */
  @Test
  void eventsAreFollowedWithAKeyInTheHeader() throws Exception {
    String trainer = client.key(Role.TRAINER);
    String job =
        JobClient.path(client.body(client.send(trainer, HttpMethod.POST, "/jobs", JobClient.LONG)));
    HttpResponse<InputStream> events =
        http.send(
            request(job + "/events")
                .header("Authorization", "Bearer " + client.key(Role.VIEWER))
                .build(),
            BodyHandlers.ofInputStream());

    assertThat(events.statusCode()).isEqualTo(200);
    assertThat(header(events, "X-Content-Type-Options")).isEqualTo("nosniff");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(events.body(), ISO_8859_1))) {
      await(lines, "data:{\"status\":\"QUEUED\"");
      client.post(trainer, job + "/cancel");
      await(lines, "data:{\"status\":\"CANCELLED\"");
    }
  }

  @Test
  void streamEndsSoonAfterItsKeyWasRevoked() throws Exception {
    String job =
        JobClient.path(
            client.body(
                client.send(client.key(Role.TRAINER), HttpMethod.POST, "/jobs", JobClient.LONG)));
    JsonNode key = client.create(Role.VIEWER);
    HttpResponse<InputStream> events =
        http.send(
            request(job + "/events").header("X-API-Key", key.path("key").asString()).build(),
            BodyHandlers.ofInputStream());
    assertThat(events.statusCode()).isEqualTo(200);
    String path = "/keys/" + key.path("id").asString();
    assertThat(client.send(client.key(Role.ADMIN), HttpMethod.DELETE, path, null)).hasStatus(204);

    try (InputStream body = events.body()) {
      assertThat(body.readAllBytes()).asString().doesNotContain("CANCELLED");
    }
  }

  private static void await(BufferedReader lines, String beginning) throws Exception {
    String line = lines.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = lines.readLine();
    }
    assertThat(line).as("a line that begins with %s", beginning).isNotNull();
  }

  @Test
  void eventsNeedAKeyThatIsNotInTheUrl() throws Exception {
    String events = "/jobs/00000000-0000-0000-0000-000000000000/events";

    assertThat(get(events).statusCode()).isEqualTo(401);
    HttpResponse<String> inUrl = get(events + "?access_token=" + client.key(Role.VIEWER));
    assertThat(inUrl.statusCode()).isEqualTo(400);
    assertThat(inUrl.body()).contains("key-in-url");
  }

  @Test
  void bodyIsNotReadBeforeTheKey() throws Exception {
    try (Socket socket = new Socket("localhost", port)) {
      String head =
          """
          POST /predict HTTP/1.1\r
          Host: localhost\r
          Content-Type: multipart/form-data; boundary=cut\r
          Content-Length: 60000000\r
          \r
          """;
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));

      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));

      assertThat(answer.readLine()).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void clientThatAsksBeforeItSendsABodyIsRefusedAtOnce() throws Exception {
    assertThat(expecting("/datasets?name=a", "").line()).startsWith("HTTP/1.1 401");
    assertThat(expecting("/datasets?name=a", client.key(Role.VIEWER)).line())
        .startsWith("HTTP/1.1 403");
    assertThat(expecting("/nowhere", client.key(Role.ADMIN)).line()).startsWith("HTTP/1.1 404");
  }

  @Test
  void clientThatAsksBeforeItSendsABodyIsToldToSendIt() throws Exception {
    for (String path : new String[] {"/datasets?name=a", "/jobs?dryRun=true"}) {
      Exchange exchange = expecting(path, client.key(Role.TRAINER));
      assertThat(exchange.line()).isEqualTo("HTTP/1.1 100 ");
      exchange.send("not it");
      assertThat(exchange.line()).isEmpty();
      assertThat(exchange.line()).matches("HTTP/1.1 4[0-9][0-9] ");
    }
  }

  private Exchange expecting(String path, String key) throws Exception {
    Socket socket = new Socket("localhost", port);
    sockets.add(socket);
    Exchange exchange =
        new Exchange(
            socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)));
    String head =
        """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Content-Type: %s\r
        %sContent-Length: 6\r
        Expect: 100-continue\r
        \r
        """;
    String type = path.startsWith("/jobs") ? "application/json" : "application/octet-stream";
    exchange.send(head.formatted(path, type, key.isEmpty() ? "" : "X-API-Key: " + key + "\r\n"));
    return exchange;
  }

  private record Exchange(Socket socket, BufferedReader answer) {

    void send(String text) throws Exception {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    String line() throws Exception {
      return answer.readLine();
    }
  }

  @AfterEach
  void closeSockets() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/ui/jobs",
        "/swagger-ui/index.html",
        "/swagger-ui/swagger-initializer.js",
        "/v3/api-docs",
        "/v3/api-docs/swagger-config",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/v2/health/live"
      })
  void filesAndProbesNeedNoKey(String path) throws Exception {
    assertThat(get(path).statusCode()).isIn(200, 503);
  }

  /** Which versions the service is made of helps whoever looks for a hole in them. */
  @Test
  void componentsAreForViewers() throws Exception {
    for (String path : new String[] {"/actuator/sbom", "/actuator/sbom/vex"}) {
      assertThat(get(path).statusCode()).isEqualTo(401);
      assertThat(client.get(client.key(Role.PREDICTOR), path)).hasStatus(403);
      assertThat(client.get(client.key(Role.VIEWER), path)).hasStatusOk();
    }
  }

  @Test
  void filesOfThePageNeedNoKey() throws Exception {
    var script = java.util.regex.Pattern.compile(" src=\"/(assets/[^\"]+)\"");
    var found = script.matcher(get("/").body());

    assertThat(found.find()).isTrue();
    assertThat(get("/" + found.group(1)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/health",
        "/actuator/prometheus",
        "/actuator/env",
        "/error",
        "//jobs",
        "/jobs/",
        "/jobs;x=1",
        "/JOBS",
        "/%6aobs",
        "/jobs%2f",
        "/./jobs",
        "/swagger-ui/..%2fjobs"
      })
  void everythingElseNeedsAKey(String path) throws Exception {
    assertThat(exchange(path)).matches("(?s)HTTP/1.1 (400|401) .*");
  }

  /** The endpoint reads the path as the rule does. */
  @Test
  void dotsInThePathLeadNowhereElse(CapturedOutput output) throws Exception {
    assertThat(exchange("/ui/../keys")).startsWith("HTTP/1.1 200").contains("<!doctype html>");
    assertThat(exchange("/v3/api-docs/../../keys")).startsWith("HTTP/1.1 404");
    assertThat(exchange("/ui/..;/keys")).startsWith("HTTP/1.1 200").contains("<!doctype html>");
    assertThat(output).as("a log that anybody could fill").doesNotContain("/keys");
  }

  private String exchange(String path) throws Exception {
    return exchangeHead("GET %s HTTP/1.1\r\nHost: localhost\r\n".formatted(path));
  }

  private String exchangeHead(String head) throws Exception {
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void metricsAreForViewersAndTheRestOfTheActuatorForAdmins() {
    assertThat(client.get(client.key(Role.VIEWER), "/actuator/prometheus")).hasStatusOk();
    assertThat(client.get(client.key(Role.VIEWER), "/actuator/health").getResponse().getStatus())
        .isIn(200, 503);
    assertThat(client.get(client.key(Role.VIEWER), "/actuator")).hasStatus(404);
    assertThat(client.get(client.key(Role.ADMIN), "/actuator")).hasStatusOk();
  }

  /** Spring Security would time each filter of each request, which costs predictions. */
  @Test
  void requestsAreMeasuredButNotEachFilter() {
    client.get(client.key(Role.VIEWER), "/jobs");

    assertThat(client.get(client.key(Role.VIEWER), "/actuator/prometheus"))
        .bodyText()
        .contains("http_server_requests_seconds_count")
        .doesNotContain("spring_security");
  }

  @Test
  void everyAnswerHasTheHeaders() throws Exception {
    for (String path : new String[] {"/jobs", "/v2/health/live", "/v3/api-docs", "/nowhere"}) {
      HttpResponse<String> answer = get(path);

      assertThat(header(answer, "Content-Security-Policy")).as(path).isEqualTo(POLICY);
      assertThat(header(answer, "X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(header(answer, "Referrer-Policy")).as(path).isEqualTo("no-referrer");
      assertThat(header(answer, "Set-Cookie")).as(path).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /jobs HTTP/1.1\r\nHost: evil.example\r\n",
        "GET /keys%00 HTTP/1.1\r\nHost: localhost\r\n",
        "TRACE /jobs HTTP/1.1\r\nHost: localhost\r\n",
        "GET /jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: odd\r\n"
      })
  void answerThatNothingHasReadHasTheHeaders(String head) throws Exception {
    String answer = exchangeHead(head);

    assertThat(answer)
        .startsWith("HTTP/1.1 ")
        .doesNotStartWith("HTTP/1.1 2")
        .contains(
            "Content-Security-Policy: " + POLICY,
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Cache-Control: private, no-cache",
            "X-Request-Id: ");
  }

  /** Otherwise a browser shows a file of an admin to the next who uses it. */
  @Test
  void answersThatDependOnTheKeyAreNotShownFromACache() throws Exception {
    for (String path : new String[] {"/jobs", "/models", "/keys", "/nowhere"}) {
      HttpResponse<String> answer = get(path);

      assertThat(header(answer, "Cache-Control")).as(path).isEqualTo("private, no-cache");
      assertThat(header(answer, "Vary").toLowerCase(Locale.ROOT))
          .as(path)
          .contains("authorization", "x-api-key");
    }
    HttpRequest keyed = request("/access").header("X-API-Key", client.key(Role.VIEWER)).build();
    assertThat(header(http.send(keyed, BodyHandlers.ofString()), "Cache-Control"))
        .isEqualTo("no-store");
  }

  @Test
  void pagesKeepPoliciesOfTheirOwn() throws Exception {
    assertThat(get("/").headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("img-src 'self' blob: data:");
    assertThat(get("/").headers().allValues("Referrer-Policy")).containsExactly("same-origin");
    assertThat(get("/swagger-ui/index.html").headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("style-src 'self' 'unsafe-inline'");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
