package dev.residual.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.cluster.NodeRole;
import dev.residual.cluster.NodeSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockServletContext;

@ExtendWith(OutputCaptureExtension.class)
class AddressLogTests {

  @ParameterizedTest
  @CsvSource({
    "ALL, 127.0.0.1, '', POST http://127.0.0.1:8081/jobs trains",
    "ALL, 127.0.0.1, /ml, POST http://127.0.0.1:8081/ml/jobs trains",
    "API, ::1, /ml, 'http://[::1]:8081/ml/swagger-ui.html documents'",
    "WORKER, 127.0.0.1, /ml, http://127.0.0.1:8081/ml/actuator/health shows"
  })
  void loggedAddressHasTheContextPath(
      NodeRole role, String address, String contextPath, String expected, CapturedOutput output) {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty("server.address", address)
            .withProperty("local.server.port", "8081");
    MockServletContext servlets = new MockServletContext();
    servlets.setContextPath(contextPath);

    log(environment, new ServerProperties(), servlets, role);

    assertThat(output).contains(expected);
  }

  @Test
  void serviceWithACertificateIsReachedByHttps(CapturedOutput output) {
    MockEnvironment environment = new MockEnvironment().withProperty("local.server.port", "8443");
    ServerProperties server = new ServerProperties();
    server.setSsl(Ssl.forBundle("server"));

    log(environment, server, new MockServletContext(), NodeRole.ALL);

    assertThat(output).contains("POST https://localhost:8443/jobs trains");
  }

  private static void log(
      MockEnvironment environment,
      ServerProperties server,
      MockServletContext servlets,
      NodeRole role) {
    new AddressLog(environment, server, servlets, new NodeSettings(role, "node")).logAddresses();
  }
}
