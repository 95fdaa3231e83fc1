package dev.residual;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sends requests to a service, and waits for its jobs. */
class ServiceClient {

  /** Much longer than any answer takes. A test that waits so long has failed. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  ServiceClient(String url) {
    this.url = url;
  }

  String url() {
    return url;
  }

  int port() {
    return URI.create(url).getPort();
  }

  /** Waits for a state, with a poll interval of 200 ms. */
  static ConditionFactory awaiting(String state) {
    return await(state).pollInterval(Duration.ofMillis(200));
  }

  JsonNode get(String path) {
    return JSON.readTree(response(path).body());
  }

  /** Sends a GET request and returns the response, with any status. */
  HttpResponse<String> response(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  byte[] bytes(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url + path)).build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode post(String path, String json) {
    return JSON.readTree(postResponse(path, json).body());
  }

  JsonNode post(String path, byte[] bytes) {
    return JSON.readTree(postResponse(path, bytes).body());
  }

  /** Sends a POST request and returns the response, with any status. */
  HttpResponse<String> postResponse(String path, String json) {
    return postResponse(path, "application/json", json.getBytes(UTF_8));
  }

  /** Sends a POST request and returns the response, with any status. */
  HttpResponse<String> postResponse(String path, byte[] bytes) {
    return postResponse(path, "application/octet-stream", bytes);
  }

  void put(String path, String json) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.body());
    }
  }

  private HttpResponse<String> postResponse(String path, String type, byte[] body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Submits a job and returns its id. */
  String submit(String job) {
    return create("/jobs", job);
  }

  /** Creates something and returns its id. */
  String create(String path, String json) {
    JsonNode answer = post(path, json);
    if (!answer.has("id")) {
      throw new IllegalStateException(path + " was refused: " + answer);
    }
    return answer.path("id").asString();
  }

  /** Trains a model in a few seconds, and returns its id. */
  String trainModel() {
    return awaitStatus(submit(SampleJobs.SHORT), "SUCCEEDED").path("modelId").asString();
  }

  JsonNode job(String id) {
    return get("/jobs/" + id);
  }

  /** Waits until a job has the status. */
  JsonNode awaitStatus(String job, String status) {
    return awaitJob(job, "is " + status, found -> found.path("status").asString().equals(status));
  }

  /** Waits until a job has completed the epoch. */
  JsonNode awaitEpochEnd(String job, int epoch) {
    return awaitJob(job, "has ended epoch " + epoch, found -> found.path("epochs").size() >= epoch);
  }

  /**
   * Waits until a job that lost its worker has trained a whole epoch on another one. That takes two
   * more epochs, since the first epoch that is reported may have ended before the loss.
   */
  JsonNode awaitMoreEpochs(String job) {
    return awaitEpochEnd(job, job(job).path("epochs").size() + 2);
  }

  /**
   * Waits until a job is in a state.
   *
   * @throws AssertionError if it ends in another state
   */
  JsonNode awaitJob(String job, String state, Predicate<JsonNode> reached) {
    return awaiting("job " + job + " " + state)
        .until(
            () -> job(job),
            found -> {
              if (reached.test(found)) {
                return true;
              }
              if (hasEnded(found)) {
                throw new AssertionError("The job ended before it " + state + ": " + found);
              }
              return false;
            });
  }

  /** Waits for a state that a job causes; fails if the job ends before. */
  ConditionFactory awaitingDuring(String job, String state) {
    return awaiting(state).failFast("the job has ended", () -> hasEnded(job(job)));
  }

  private static boolean hasEnded(JsonNode job) {
    return FINAL.contains(job.path("status").asString());
  }

  /** Stops a running job and waits for its model. */
  JsonNode stopJob(String job) {
    post("/jobs/" + job + "/stop", "");
    return awaitStatus(job, "SUCCEEDED");
  }

  /** Cancels a job unless it has ended, and waits for its end. */
  void cancelJob(String job) {
    post("/jobs/" + job + "/cancel", "");
    awaiting("job " + job + " has ended").until(() -> hasEnded(job(job)));
  }

  /** Returns the SHA-256 digest of the weights of a finished job. */
  String weights(JsonNode job) {
    return get("/models/" + job.path("modelId").asString()).path("weightsSha256").asString();
  }

  /** Returns the results of a job's epochs, without their durations. */
  static List<JsonNode> results(JsonNode job) {
    List<JsonNode> epochs = new ArrayList<>();
    for (JsonNode epoch : job.path("epochs")) {
      ((ObjectNode) epoch).remove("seconds");
      epochs.add(epoch);
    }
    return epochs;
  }
}
