package dev.residual;

import static dev.residual.ServiceClient.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fills the disk of a service while it trains, and frees it again. The disk is a small file system
 * of its own, which usually only root may mount; otherwise the test is skipped. Runs with {@code
 * -Pchaos} only.
 */
class FullDiskChaosTest {

  private static final Logger log = LoggerFactory.getLogger(FullDiskChaosTest.class);

  private static final String SIZE = "250m";

  /** More than one, since a job whose checkpoint does not fit is tried again. */
  private static final String ATTEMPTS = "--residual.queue.max-attempts=100";

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  /** Where the service keeps its database and its artifacts by default. */
  private Path disk;

  private final List<String> accepted = new ArrayList<>();

  @BeforeEach
  void mountDisk() throws Exception {
    disk = Files.createDirectory(folder.resolve("data"));
    SystemCommand.runOrSkip("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString());
  }

  @AfterEach
  void unmountDisk() throws Exception {
    if (!Files.getFileStore(disk).equals(Files.getFileStore(folder))) {
      SystemCommand.run("umount", disk.toString());
    }
  }

  @Test
  void serviceRecoversFromAFullDiskWithoutARestart() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(folder, ATTEMPTS)) {
      String training = service.submit(SampleJobs.ENDLESS);
      service.awaitEpochEnd(training, 1);

      Path filling = fillDisk();
      awaiting("jobs are refused").until(() -> isRefused(service));
      awaiting("the service is not ready")
          .until(() -> isRefused(service) && statusOf(service, "readiness") == 503);

      Files.delete(filling);
      awaiting("the service is ready").until(() -> statusOf(service, "readiness") == 200);
      awaiting("jobs are accepted").until(() -> !isRefused(service));

      service.awaitMoreEpochs(training);
      log.info("The training went on in attempt {}", service.stopJob(training).path("attempt"));
      for (String job : accepted) {
        JsonNode done = service.awaitStatus(job, "SUCCEEDED");
        String model = done.path("modelId").asString();
        assertThat(service.postResponse("/predict?model=" + model, new byte[784]).statusCode())
            .isEqualTo(200);
      }
    }
  }

  /** Submits a job, and returns whether it was refused for lack of space. Nothing else may be. */
  private boolean isRefused(ServiceProcess service) {
    assertThat(statusOf(service, "liveness")).isEqualTo(200);
    HttpResponse<String> response = service.postResponse("/jobs", SampleJobs.SHORT);
    JsonNode body = JSON.readTree(response.body());
    if (response.statusCode() == 202) {
      accepted.add(body.path("id").asString());
      return false;
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(body.path("code").asString()).isEqualTo("database-unavailable");
    return true;
  }

  private static int statusOf(ServiceProcess service, String probe) {
    return service.response("/actuator/health/" + probe).statusCode();
  }

  /** Writes a file until there is no space left, and returns it. */
  private Path fillDisk() throws IOException {
    Path file = disk.resolve("filling");
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      log.info("The disk is full after {} bytes: {}", Files.size(file), e.getMessage());
      assertThat(disk.toFile().getUsableSpace()).isZero();
      return file;
    }
  }
}
