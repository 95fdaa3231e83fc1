package dev.residual.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with the jobs' resources as a client does. */
public record JobClient(MockMvcTester http, JsonMapper json) {

  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

  static final String THIN =
      """
      "architecture": {"blocks": [1], "channels": [4]}, "dataset": "fashion-mnist-sample",
      "imageSize": 28, "batchSize": 32, "promote": "never"\
      """;
  public static final String QUICK = "{" + THIN + ", \"trainLimit\": 320, \"epochs\": 1}";
  public static final String LONG = "{" + THIN + ", \"epochs\": 1000}";

  public MvcTestResult post(String content) {
    return http.post()
        .uri("/jobs")
        .contentType(MediaType.APPLICATION_JSON)
        .content(content)
        .exchange();
  }

  /**
   * @return its path
   */
  public String submit(String content) throws Exception {
    MvcTestResult accepted = post(content);
    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED);
    return path(body(accepted));
  }

  /**
   * @param verb of a job's resource, such as {@code cancel}
   */
  public MvcTestResult tell(String path, String verb) {
    return http.post().uri(path + "/" + verb).exchange();
  }

  public JsonNode get(String path) throws Exception {
    MvcTestResult found = http.get().uri(path).exchange();
    assertThat(found).hasStatusOk();
    return body(found);
  }

  public JsonNode body(MvcTestResult result) throws Exception {
    return json.readTree(result.getResponse().getContentAsString());
  }

  public static String path(JsonNode job) {
    return "/jobs/" + job.path("id").asString();
  }

  public String status(String path) throws Exception {
    return get(path).path("status").asString();
  }

  public JsonNode awaitStatus(String path, String status) throws Exception {
    return await(path + " is " + status)
        .until(
            () -> get(path),
            job -> {
              String now = job.path("status").asString();
              if (!now.equals(status) && FINAL.contains(now)) {
                throw new AssertionError("It was never " + status + ": " + job);
              }
              return now.equals(status);
            });
  }
}
