package dev.residual.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.residual.ResidualTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Downloads a file that cannot be made, because its folder is a file. */
@ResidualTest
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:downloads;DB_CLOSE_DELAY=-1",
      "residual.downloads.folder=pom.xml"
    })
class DownloadFolderTests {

  @Test
  void folderThatCannotBeUsedIsNamedByItsSetting(
      @Autowired MockMvcTester mvc,
      @Autowired ModelStore store,
      @Autowired ModelRegistry registry) {
    UUID model;
    try (NDManager manager = NDManager.newBaseManager()) {
      StoredModel saved =
          store.save(
              "jobs/%s/1/model".formatted(UUID.randomUUID()),
              Samples.network(manager, 1),
              Samples.description("fashion-mnist", 0.9),
              null);
      model = registry.register(saved, UUID.randomUUID(), PromotionPolicy.NEVER);
    }

    var answer = mvc.get().uri("/models/{id}/onnx", model).exchange();

    assertThat(answer).hasStatus(HttpStatus.SERVICE_UNAVAILABLE).containsHeader("Retry-After");
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo("storage-unavailable");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("residual.downloads.folder")
        .doesNotContain("artifact store");
  }
}
