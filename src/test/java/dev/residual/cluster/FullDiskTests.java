package dev.residual.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.residual.ResidualTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Fills the disk of the embedded database, which then closes itself. */
@ResidualTest
@DirtiesContext
class FullDiskTests {

  @TempDir private static Path folder;

  @Autowired private MockMvcTester http;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    FullDisk.register();
    properties.add(
        "spring.datasource.url",
        () -> "jdbc:h2:%s:%s;WRITE_DELAY=0".formatted(FullDisk.SCHEME, folder.resolve("residual")));
    properties.add("residual.role", () -> "api");
  }

  @AfterEach
  void freeSpace() {
    FullDisk.full = false;
  }

  @Test
  void serviceRecoversOnceThereIsSpaceAgain() {
    assertThat(submit()).hasStatus(HttpStatus.ACCEPTED);

    FullDisk.full = true;
    for (int i = 0; i < 5; i++) {
      assertThat(submit())
          .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
          .bodyText()
          .contains("database-unavailable");
    }

    FullDisk.full = false;
    // Until they are tested again, the pool may still lend connections to the closed database.
    await().until(() -> submit().getResponse().getStatus() == HttpStatus.ACCEPTED.value());
    assertThat(http.get().uri("/jobs"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.items.length()")
        .isEqualTo(2);
    assertThat(http.get().uri("/actuator/health/readiness")).hasStatusOk();
  }

  @Test
  void requestWaitsLessThanThreeSecondsForTheDatabase(@Autowired HikariDataSource pool) {
    assertThat(Duration.ofMillis(pool.getConnectionTimeout())).isLessThan(Duration.ofSeconds(3));
  }

  private MvcTestResult submit() {
    return http.post()
        .uri("/jobs")
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"dataset\": \"fashion-mnist-sample\"}")
        .exchange();
  }
}
