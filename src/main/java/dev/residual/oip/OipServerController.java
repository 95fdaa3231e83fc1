package dev.residual.oip;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
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

/** The endpoints of the Open Inference Protocol, version 2, that are about the server. */
@RestController
@RequestMapping(OipErrorAdvice.ROOT)
@Tag(name = OipController.TAG, description = "For clients of KServe and Triton")
public class OipServerController {

  /** The health group for readiness, which application.yml defines. */
  private static final String READINESS = "readiness";

  /** The server's metadata in the form of the protocol. */
  @Schema(name = "ServerMetadata")
  record Server(String name, String version, List<String> extensions) {}

  /** Tells whether the server runs. */
  @Schema(name = "ServerLiveness")
  record Liveness(boolean live) {}

  /** Tells whether the server accepts requests. */
  @Schema(name = "ServerReadiness")
  record Readiness(boolean ready) {}

  private final HealthEndpoint health;
  private final String version;

  OipServerController(HealthEndpoint health, ObjectProvider<BuildProperties> build) {
    this.health = health;
    version = build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev");
  }

  @GetMapping
  @Operation(operationId = "getServerMetadata", summary = "Get the server's name and version")
  @ApiResponse(responseCode = "200")
  Server server() {
    return new Server(
        "residual", version, List.of("binary_tensor_data", "model_configuration", "statistics"));
  }

  @GetMapping("/health/live")
  @Operation(operationId = "getServerLiveness", summary = "Check whether the server runs")
  @ApiResponse(responseCode = "200")
  Liveness live() {
    return new Liveness(true);
  }

  @GetMapping("/health/ready")
  @Operation(
      operationId = "getServerReadiness",
      summary = "Check whether the server accepts requests",
      description =
          "The same as GET /actuator/health/readiness. The server accepts requests unless it is"
              + " starting or stopping, its database is unavailable, or its default model cannot"
              + " answer yet.")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "503", description = "It does not; the body says \"ready\": false")
  ResponseEntity<Readiness> ready() {
    boolean ready = isProbeUp();
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new Readiness(ready));
  }

  /** Returns what the readiness probe says, so that both endpoints agree. */
  private boolean isProbeUp() {
    HealthDescriptor readiness = health.healthForPath(READINESS);
    return readiness != null
        && HttpCodeStatusMapper.getDefault().getStatusCode(readiness.getStatus())
            == HttpStatus.OK.value();
  }
}
