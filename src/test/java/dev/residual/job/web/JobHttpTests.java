package dev.residual.job.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.residual.job.JobClient;
import dev.residual.job.JobRequest;
import dev.residual.job.Requests;
import dev.residual.recipe.OptimizerSpec;
import dev.residual.recipe.Recipes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Jobs that are accepted, followed, listed and cancelled. */
class JobHttpTests extends JobsOverHttp {

  @Test
  void acceptedJobTrainsAModelThatPredicts() throws Exception {
    MvcTestResult accepted = jobs.post(JobClient.QUICK);

    JsonNode job = jobs.body(accepted);
    String path = JobClient.path(job);
    assertThat(accepted).hasStatus(HttpStatus.ACCEPTED).hasHeader("Location", path);
    assertThat(job.path("request").path("epochs").asInt()).isEqualTo(1);
    assertThat(job.path("request").path("optimizer").path("learningRate").asDouble())
        .as("a default is filled in")
        .isEqualTo(0.001);

    JsonNode done = jobs.awaitStatus(path, "SUCCEEDED");
    assertThat(done.path("progress").path("fraction").asDouble()).isEqualTo(1);
    assertThat(done.path("progress").path("step").asInt()).isEqualTo(10);
    assertThat(done.path("epochs").size()).isEqualTo(1);
    assertThat(done.path("attempt").asInt()).isEqualTo(1);
    assertThat(done.path("device").asString()).isEqualTo("cpu");
    assertThat(done.path("precision").asString())
        .isEqualTo(
            jobs.get("/devices")
                .path("items")
                .path(0)
                .path("precisions")
                .valueStream()
                .reduce((slower, faster) -> faster)
                .orElseThrow()
                .asString());

    String model = done.path("modelId").asString();
    JsonNode prediction =
        jobs.body(
            http.post()
                .uri("/predict?topK=2&model=" + model)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .content(new byte[784])
                .exchange());
    assertThat(prediction.path("model").path("id").asString()).isEqualTo(model);
    assertThat(prediction.path("predictions").path(0).path("top").size()).isEqualTo(2);

    assertThat(http.delete().uri(path)).hasStatus(HttpStatus.NO_CONTENT);
    assertThat(http.get().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
    assertThat(http.get().uri("/models/" + model)).as("the model stays").hasStatusOk();
  }

  @Test
  void jobTrainsWithAllOptions() throws Exception {
    JsonNode job =
        jobs.body(
            jobs.post(
                """
                {"labels": {"team": "web"},
                 "architecture": {"blocks": [1], "channels": [4], "convention": "torchvision"},
                 "dataset": "fashion-mnist-sample", "trainLimit": 320, "imageSize": 28, "epochs": 3,
                 "optimizer": {"name": "sgd", "learningRate": 0.05, "momentum": 0.9, "nesterov": true},
                 "schedule": {"name": "one-cycle"},
                 "augmentation": {"horizontalFlip": true, "maxShift": 2, "randomErasing": 0.1,
                                  "color": 0.2},
                 "normalization": "computed", "crop": {"scale": [0.5, 1]},
                 "classBalance": "sampling", "selectBy": "macro-f1",
                 "labelSmoothing": 0.1, "maxGradNorm": 5, "emaDecay": 0.99, "validationSize": 200,
                 "earlyStopping": {"patience": 2}, "precision": "fp32", "promote": "never"}\
                """));
    assertThat(job.path("request").path("schedule").path("warmupEpochs").asDouble())
        .as("three tenths of the epochs")
        .isCloseTo(0.9, within(1e-9));

    JsonNode done = jobs.awaitStatus(JobClient.path(job), "SUCCEEDED");

    assertThat(done.path("precision").asString()).isEqualTo("fp32");
    assertThat(done.path("epochs").path(0).path("evalSplit").asString()).isEqualTo("validation");
    assertThat(done.path("epochs").path(0).path("evalMacroF1").asDouble()).isBetween(0.01, 1.0);
    assertThat(done.path("epochs").path(0).path("evalBalancedAccuracy").asDouble())
        .isBetween(0.01, 1.0);
    JsonNode test = jobs.get("/models/" + done.path("modelId").asString()).path("test");
    assertThat(test.path("macroF1").asDouble()).isBetween(0.01, 1.0);
    assertThat(test.path("balancedAccuracy").asDouble())
        .as("all classes have as many test images")
        .isCloseTo(test.path("top1").asDouble(), within(1e-9));
    assertThat(done.path("request").path("crop").path("ratio").toString())
        .isEqualTo("[0.75,1.333]");
    assertThat(done.path("latest").path("learningRate").asDouble())
        .as("the end of the cycle")
        .isLessThan(1e-6);
    assertThat(done.path("request").path("labels").path("team").asString()).isEqualTo("web");
  }

  @Test
  void deviceListsItsPrecisionsAndAccelerations() throws Exception {
    JsonNode device = jobs.get("/devices").path("items").path(0);

    assertThat(device.path("precisions").path(0).asString()).isEqualTo("fp32");
    assertThat(device.path("accelerations").propertyNames())
        .containsExactlyInAnyOrder(
            "onednn", "bf16", "channels-last", "fused-updates", "kept-memory", "compiled-training");
    assertThat(device.path("accelerations").path("fused-updates").asString()).isNotEmpty();
  }

  @Test
  void recipeFillsInItsOwnDefaults() {
    for (String recipe : List.of("fast", "accurate")) {
      JobRequest request = Requests.of("{\"recipe\": \"%s\"}".formatted(recipe));

      assertThat(request.recipe()).isEqualTo(recipe);
      assertThat(request.training()).isEqualTo(Recipes.find(recipe).orElseThrow());
    }
  }

  @Test
  void otherOptimizerUsesItsOwnDefaults() {
    JobRequest adam = Requests.of("{'recipe': 'fast', 'optimizer': {'name': 'adam'}}");
    JobRequest withoutMomentum = Requests.of("{'recipe': 'fast', 'optimizer': {'momentum': 0}}");
    JobRequest limited = Requests.of("{'recipe': 'fast', 'trainLimit': 100}");

    assertThat(adam.training().optimizer()).isEqualTo(new OptimizerSpec("adam", 0.001, 0));
    assertThat(withoutMomentum.training().optimizer().nesterov()).isFalse();
    assertThat(limited.training().batchSize()).isEqualTo(100);
  }

  @Test
  void runningJobCanBeCancelledButNotDeleted() throws Exception {
    String path = JobClient.path(jobs.body(jobs.post(JobClient.LONG)));
    jobs.awaitStatus(path, "RUNNING");
    assertThat(http.get().uri("/devices")).bodyText().contains(path.substring(6));

    assertThat(http.delete().uri(path))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyText()
        .contains("not-final");
    assertThat(http.post().uri(path + "/cancel")).hasStatus(HttpStatus.ACCEPTED);
    jobs.awaitStatus(path, "CANCELLED");

    assertThat(http.post().uri(path + "/cancel"))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyText()
        .contains("already-final");
    assertThat(jobs.get(path).path("modelId").isNull()).isTrue();
  }

  @Test
  void queuedJobHasAPositionAndIsCancelledAtOnce() throws Exception {
    String running = JobClient.path(jobs.body(jobs.post(JobClient.LONG)));
    jobs.awaitStatus(running, "RUNNING");
    String later = JobClient.path(jobs.body(jobs.post(JobClient.QUICK)));
    String urgent =
        JobClient.path(
            jobs.body(jobs.post(JobClient.QUICK.replaceFirst("\\{", "{\"priority\": 5, "))));

    assertThat(jobs.get(urgent).path("queuePosition").asInt()).isEqualTo(1);
    assertThat(jobs.get(later).path("queuePosition").asInt()).isEqualTo(2);

    for (String path : List.of(later, urgent)) {
      assertThat(jobs.body(http.post().uri(path + "/cancel").exchange()).path("status").asString())
          .isEqualTo("CANCELLED");
    }
    http.post().uri(running + "/cancel").exchange();
    jobs.awaitStatus(running, "CANCELLED");
  }

  @Test
  void jobsAreListedInPagesNewestFirst() throws Exception {
    for (int i = 0; i < 3; i++) {
      String path = JobClient.path(jobs.body(jobs.post(JobClient.LONG)));
      http.post().uri(path + "/cancel").exchange();
      jobs.awaitStatus(path, "CANCELLED");
    }

    JsonNode first = jobs.get("/jobs?limit=2");
    JsonNode second = jobs.get("/jobs?limit=2&cursor=" + first.path("nextCursor").asString());

    assertThat(first.path("items").size()).isEqualTo(2);
    assertThat(first.path("items").path(0).has("request")).isFalse();
    assertThat(createdAt(first, 0)).isGreaterThan(createdAt(first, 1));
    assertThat(createdAt(first, 1)).isGreaterThan(createdAt(second, 0));
    assertThat(jobs.get("/jobs?status=CANCELLED").path("items"))
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(job -> job.path("status").asString().equals("CANCELLED"));
  }

  @Test
  void linksHaveThePrefixOfTheServiceAndNoneThatIsOnlyClaimed() throws Exception {
    JsonNode job = jobs.body(jobs.post(JobClient.LONG));
    String path = JobClient.path(job);
    JsonNode below = jobs.body(http.get().uri("/ml" + path).contextPath("/ml").exchange());
    MvcTestResult cancelled =
        http.post()
            .uri("/ml/jobs")
            .contextPath("/ml")
            .contentType(MediaType.APPLICATION_JSON)
            .content(JobClient.LONG)
            .header("X-Forwarded-Prefix", "/claimed")
            .exchange();
    String other = JobClient.path(jobs.body(cancelled));
    jobs.control(path, "cancel");
    jobs.control(other, "cancel");

    assertThat(job.path("links").path("self").asString()).isEqualTo(path);
    assertThat(below.path("links").path("events").asString()).isEqualTo("/ml" + path + "/events");
    assertThat(cancelled).hasHeader("Location", "/ml" + other);
  }

  @Test
  void statusGivenTwiceSelectsBoth() throws Exception {
    String path = jobs.submit(JobClient.LONG);
    jobs.control(path, "cancel");
    jobs.awaitStatus(path, "CANCELLED");

    assertThat(ids("status=CANCELLED")).contains(path);
    assertThat(ids("status=FAILED&status=CANCELLED")).contains(path);
    assertThat(ids("status=FAILED&status=PAUSED")).doesNotContain(path);
    assertThat(http.get().uri("/jobs?label=a:b&label=a:c"))
        .hasStatus(HttpStatus.BAD_REQUEST)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo("label must be given once, was given 2 times");
  }

  private static String createdAt(JsonNode page, int index) {
    return page.path("items").path(index).path("createdAt").asString();
  }
}
