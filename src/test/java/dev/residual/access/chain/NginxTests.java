package dev.residual.access.chain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.access.KeyClient;
import dev.residual.access.KeysTest;
import dev.residual.access.Role;
import dev.residual.dataset.own.TestImages;
import dev.residual.job.JobClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the service behind nginx, which is configured as the documentation says. */
@KeysTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxTests {

  private static final Pattern FILE = Pattern.compile("(?:href|src)=\"(/residual/assets/[^\"]+)\"");

  @Autowired private KeyClient client;
  @Autowired private JsonMapper json;
  @LocalServerPort private int port;

  private final HttpClient http = HttpClient.newHttpClient();
  private Nginx nginx;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    nginx = Nginx.start(folder, port);
  }

  @AfterAll
  void stop() throws IOException {
    if (nginx != null) {
      nginx.close();
    }
  }

  @Test
  void pageItsFilesAndSwaggerUiAreBelowThePrefix() throws Exception {
    HttpResponse<String> page = send(request("/residual/ui/jobs"));

    assertThat(page.body()).contains("<base href=\"/residual/\">");
    Matcher files = FILE.matcher(page.body());
    int found = 0;
    while (files.find()) {
      assertThat(send(request(files.group(1))).statusCode()).as(files.group(1)).isEqualTo(200);
      found++;
    }
    assertThat(found).isGreaterThan(3);
    assertThat(header(send(request("/residual")), "Location")).endsWith("/residual/");
    assertThat(header(send(request("/residual/swagger-ui.html")), "Location"))
        .isEqualTo("/residual/swagger-ui/index.html");
    JsonNode document = json.readTree(send(request("/residual/v3/api-docs")).body());
    assertThat(document.path("servers").path(0).path("url").asString())
        .isEqualTo("http://127.0.0.1:" + nginx.port() + "/residual");
  }

  @Test
  void linksHaveThePrefixAndEventsComeWhenTheyHappen() throws Exception {
    HttpResponse<String> submitted =
        send(withKey(Role.TRAINER, "/residual/jobs").POST(BodyPublishers.ofString(JobClient.LONG)));
    String job = header(submitted, "Location");
    JsonNode links = json.readTree(submitted.body()).path("links");
    assertThat(job).matches("/residual/jobs/[0-9a-f-]{36}");
    assertThat(links.path("events").asString()).isEqualTo(job + "/events");

    HttpResponse<InputStream> events =
        http.send(
            withKey(Role.VIEWER, job + "/events").GET().build(), BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(events.body(), ISO_8859_1))) {
      await(lines, "data:{\"status\":\"QUEUED\"");
      send(withKey(Role.TRAINER, job + "/cancel").POST(BodyPublishers.noBody()));
      await(lines, "data:{\"status\":\"CANCELLED\"");
    }
  }

  private static void await(BufferedReader lines, String beginning) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = lines.readLine();
    }
    assertThat(line).as("a line that begins with %s", beginning).isNotNull();
  }

  @Test
  void uploadIsPassedOnWhileItIsSentAndRefusedBeforeItIsSentWithoutAKey() throws Exception {
    byte[] archive = TestImages.zip(5, "cat", "dog");
    HttpResponse<String> uploaded =
        send(
            withKey(Role.TRAINER, "/residual/datasets?name=proxied")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(archive)));
    assertThat(uploaded.statusCode()).isEqualTo(202);
    assertThat(header(uploaded, "Location")).isEqualTo("/residual/datasets/proxied@1");

    try (Socket socket = new Socket("127.0.0.1", nginx.port())) {
      String head =
          """
          POST /residual/datasets?name=other HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/octet-stream\r
          Content-Length: 6000000000\r
          \r
          """;
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void whatAClientClaimsOfItselfIsNotBelieved() throws Exception {
    String id = UUID.randomUUID().toString();
    HttpResponse<String> refused =
        send(
            request("/residual/jobs")
                .header("X-Forwarded-For", "203.0.113.9")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Port", "1")
                .header("X-Forwarded-Ssl", "on")
                .header("X-Forwarded-Prefix", "/evil")
                .header("Forwarded", "for=203.0.113.9;host=evil.example;proto=gopher")
                .header("X-Request-Id", id));

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(json.readTree(refused.body()).path("instance").asString())
        .isEqualTo("/residual/jobs");
    assertThat(header(refused, "X-Request-Id")).isNotEqualTo(id);
    JsonNode entry =
        client
            .body(client.get(client.key(Role.ADMIN), "/audit?limit=100"))
            .path("items")
            .valueStream()
            .filter(
                each -> each.path("requestId").asString().equals(header(refused, "X-Request-Id")))
            .findFirst()
            .orElseThrow();
    assertThat(entry.path("address").asString()).isEqualTo("127.0.0.1");
  }

  @Test
  void foreignOriginIsRefusedAndTheOwnOneIsNot() throws Exception {
    String own = "http://127.0.0.1:" + nginx.port();

    assertThat(cancelFrom(own)).isEqualTo(404);
    assertThat(cancelFrom("https://evil.example")).isEqualTo(403);
    assertThat(cancelFrom("http://127.0.0.1:" + port)).isEqualTo(403);
  }

  private int cancelFrom(String origin) throws Exception {
    String path = "/residual/jobs/" + UUID.randomUUID() + "/cancel";
    return send(withKey(Role.TRAINER, path)
            .header("Origin", origin)
            .header("Sec-Fetch-Site", "same-site")
            .POST(BodyPublishers.noBody()))
        .statusCode();
  }

  private HttpRequest.Builder withKey(Role role, String path) {
    HttpRequest.Builder request = request(path).header("X-API-Key", client.key(role));
    return path.equals("/residual/jobs")
        ? request.header("Content-Type", "application/json")
        : request;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
