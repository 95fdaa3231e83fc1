package dev.residual.oip;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The Open Inference Protocol, version 2: what it asks the server. */
@RestController
@RequestMapping(OipErrorAdvice.ROOT)
@Tag(name = OipController.TAG, description = "For clients of KServe and Triton")
public class OipServerController {

  /** The health group that tells readiness; application.yml says what is in it. */
  private static final String READINESS = "readiness";

  /** The server, as the protocol has it. */
  record Server(String name, String version, List<String> extensions) {}

  /** Whether the server runs. */
  record Liveness(boolean live) {}

  /** Whether the server takes requests. */
  record Readiness(boolean ready) {}

  private final HealthEndpoint health;
  private final String version;

  OipServerController(HealthEndpoint health, ObjectProvider<BuildProperties> build) {
    this.health = health;
    version = build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev");
  }

  @GetMapping
  @Operation(summary = "The server's name and version")
  @ApiResponse(responseCode = "200")
  Server server() {
    return new Server("residual", version, List.of("binary_tensor_data"));
  }

  @GetMapping("/health/live")
  @Operation(summary = "Whether the server runs")
  @ApiResponse(responseCode = "200")
  Liveness live() {
    return new Liveness(true);
  }

  @GetMapping("/health/ready")
  @Operation(
      summary = "Whether the server takes requests",
      description =
          "As GET /actuator/health/readiness: it does unless it is starting or stopping, its "
              + "database is away, or its default model cannot answer yet.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "503", description = "It does not; the body says \"ready\": false")
  ResponseEntity<Readiness> ready() {
    boolean ready = probeIsOk();
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new Readiness(ready));
  }

  /** Both have to tell a client the same, whichever it asks. */
  private boolean probeIsOk() {
    HealthDescriptor readiness = health.healthForPath(READINESS);
    return readiness != null
        && HttpCodeStatusMapper.getDefault().getStatusCode(readiness.getStatus())
            == HttpStatus.OK.value();
  }
}
