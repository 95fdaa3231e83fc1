package dev.residual.job.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.ResidualTest;
import dev.residual.job.JobClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests training on two devices in one process; each device is one half of the CPU. */
@ResidualTest
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:two;DB_CLOSE_DELAY=-1",
      "residual.devices=cpu,cpu"
    })
class TwoDevicesTests {

  @Test
  void concurrentJobsEndInTheSameWeightsAsASingleJob(
      @Autowired MockMvcTester http, @Autowired JsonMapper json) throws Exception {
    JobClient jobs = new JobClient(http, json);
    List<String> both = List.of(jobs.submit(JobClient.LONG), jobs.submit(JobClient.LONG));

    for (String path : both) {
      await().until(() -> jobs.get(path).path("progress").path("step").asInt() > 5);
    }
    assertThat(both)
        .allSatisfy(path -> assertThat(jobs.status(path)).isEqualTo("RUNNING"))
        .extracting(path -> jobs.get(path).path("device").asString())
        .containsExactlyInAnyOrder("cpu0", "cpu1");
    assertThat(jobs.get("/devices").path("items"))
        .hasSize(2)
        .noneMatch(device -> device.path("busyWith").isNull());
    both.forEach(path -> jobs.control(path, "cancel"));

    List<String> pair = List.of(jobs.submit(JobClient.QUICK), jobs.submit(JobClient.QUICK));
    String first = weights(jobs, pair.get(0));
    assertThat(weights(jobs, pair.get(1))).isEqualTo(first);
    assertThat(weights(jobs, jobs.submit(JobClient.QUICK))).isEqualTo(first);
  }

  private static String weights(JobClient jobs, String path) throws Exception {
    JsonNode done = jobs.awaitStatus(path, "SUCCEEDED");
    return jobs.get("/models/" + done.path("modelId").asString()).path("weightsSha256").asString();
  }
}
