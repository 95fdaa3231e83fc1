package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests the recipe of the article on the full data set, limited to a hundred steps. */
@Order(Integer.MAX_VALUE) // One thread begins at the end of the order, and this takes long.
class FullDataIT {

  @TempDir private Path folder;

  @Test
  void hundredStepsAt96PixelsReach70Percent() throws Exception {
    // Of two devices each has one thread: two threads would mostly wait for each other, because
    // other tests run beside this one.
    try (ServiceProcess service = ServiceProcess.start(folder, "--residual.devices=cpu,cpu")) {
      assumeTrue(
          service.get("/datasets").path("items").path(0).path("ready").asBoolean(),
          "skipped: the full Fashion-MNIST is not on this machine; Debian's package"
              + " dataset-fashion-mnist has it");

      String job = service.submit("{\"trainLimit\": 6400, \"epochs\": 1}");
      JsonNode done = service.awaitStatus(job, "SUCCEEDED");

      JsonNode epoch = done.path("epochs").path(0);
      assertThat(done.path("progress").path("steps").asInt()).isEqualTo(100);
      assertThat(epoch.path("evalSplit").asString()).isEqualTo("test");
      assertThat(epoch.path("evalTop1").asDouble()).isGreaterThanOrEqualTo(0.70);
    }
  }
}
