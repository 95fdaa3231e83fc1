package dev.residual.access.chain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.residual.access.AccessSettings;
import dev.residual.access.KeysTest;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

/** Health and metrics on a port of their own need the same keys. */
@KeysTest
@TestPropertySource(
    properties = {
      "management.server.port=0",
      "spring.datasource.url=jdbc:h2:mem:management;DB_CLOSE_DELAY=-1"
    })
class ManagementPortTests {

  @LocalManagementPort private int port;
  @Autowired private AccessSettings settings;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void onlyProbesNeedNoKey() throws Exception {
    String admin = Files.readString(settings.adminKeyFile()).strip();

    assertThat(get("/actuator/health/liveness", "").statusCode()).isEqualTo(200);
    assertThat(get("/actuator/prometheus", "").statusCode()).isEqualTo(401);
    assertThat(get("/actuator/prometheus", "").body()).contains("key-required");
    assertThat(get("/actuator/prometheus", admin).statusCode()).isEqualTo(200);
  }

  /** Spring Boot's default is every interface, whatever the service itself listens on. */
  @Test
  @EnabledOnOs(OS.LINUX) // where all addresses that begin with 127 are those of the machine
  void portListensWhereTheServiceDoes() throws Exception {
    assertThat(get("/actuator/health/liveness", "").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> new Socket("127.0.0.2", port).close())
        .isInstanceOf(ConnectException.class);
  }

  /** A page whose name was made to resolve to this machine sends its own name. */
  @Test
  void otherHostIsRefused() throws Exception {
    assertThat(exchange("evil.example:" + port))
        .startsWith("HTTP/1.1 403")
        .contains("application/problem+json", "host-not-allowed", "evil.example");
    assertThat(exchange("localhost:" + port)).startsWith("HTTP/1.1 200");
    assertThat(exchange("10.1.2.3")).as("a probe").startsWith("HTTP/1.1 200");
    assertThat(exchange("ml.example.com")).startsWith("HTTP/1.1 200");
  }

  private String exchange(String host) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String head =
          "GET /actuator/health/liveness HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.formatted(host).getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private HttpResponse<String> get(String path, String key) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!key.isEmpty()) {
      request.header("X-API-Key", key);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
