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

/** Calls the endpoints of jobs as a client does. */
public record JobClient(MockMvcTester http, JsonMapper json) {

  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

  static final String SMALL_MODEL =
      """
      "architecture": {"blocks": [1], "channels": [4]}, "dataset": "fashion-mnist-sample",
      "imageSize": 28, "batchSize": 32, "promote": "never"\
      """;
  public static final String QUICK = "{" + SMALL_MODEL + ", \"trainLimit\": 320, \"epochs\": 1}";
  public static final String LONG = "{" + SMALL_MODEL + ", \"epochs\": 1000}";

  public MvcTestResult post(String content) {
    return http.post()
        .uri("/jobs")
        .contentType(MediaType.APPLICATION_JSON)
        .content(content)
        .exchange();
  }

  /**
   * Submits a job.
   *
   * @return the path of the job
   */
  public String submit(String content) throws Exception {
    MvcTestResult accepted = post(content);
    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED);
    return path(body(accepted));
  }

  /**
   * Performs an action on a job.
   *
   * @param action such as {@code cancel}
   */
  public MvcTestResult control(String path, String action) {
    return http.post().uri(path + "/" + action).exchange();
  }

  public JsonNode get(String path) throws Exception {
    MvcTestResult result = http.get().uri(path).exchange();
    assertThat(result).hasStatusOk();
    return body(result);
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
              String current = job.path("status").asString();
              if (!current.equals(status) && FINAL.contains(current)) {
                throw new AssertionError("The job ended before it was " + status + ": " + job);
              }
              return current.equals(status);
            });
  }
}
