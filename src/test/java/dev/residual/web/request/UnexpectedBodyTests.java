package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ManualQueueTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls without a body, as the OpenAPI document has them, refuse one. */
@ManualQueueTest
class UnexpectedBodyTests {

  @Autowired private MockMvcTester http;
  @Autowired private JsonMapper json;

  @Test
  void bodyThatNobodyReadsIsRefused() {
    List<String> checked = new ArrayList<>();
    JsonNode paths =
        json.readTree(
            http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsByteArray());
    for (var path : paths.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (Set.of("post", "put", "patch").contains(operation.getKey())
            && !operation.getValue().has("requestBody")
            && !path.getKey().equals("/uploads")) { // of a test, whose parts the document lacks
          assertBodyIsRefused(operation.getKey(), path.getKey());
          checked.add(path.getKey());
        }
      }
    }

    assertThat(checked)
        .contains("/models/{id}/reproduce", "/jobs/{id}/cancel", "/sweeps/{id}/stop")
        .contains("/webhooks/{id}/test");
  }

  private void assertBodyIsRefused(String method, String path) {
    String uri = path.replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
    HttpMethod verb = HttpMethod.valueOf(method.toUpperCase(Locale.ROOT));
    MvcTestResult refused =
        http.method(verb)
            .uri(uri)
            .contentType(MediaType.APPLICATION_JSON)
            .content("{\"seed\": 7}")
            .exchange();

    assertThat(refused).as(path).hasStatus(HttpStatus.BAD_REQUEST);
    assertThat(refused)
        .as(path)
        .bodyText()
        .contains("body must be empty, because this call takes none");
    for (String nothing : new String[] {"", "{}", " {}\n"}) {
      assertThat(
              http.method(verb)
                  .uri(uri)
                  .contentType(MediaType.APPLICATION_JSON)
                  .content(nothing)
                  .exchange())
          .as(path)
          .bodyText()
          .doesNotContain("must be empty");
    }
  }
}
