package dev.residual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One of each thing that the web page shows, some with names that users had better not give. What
 * is on the images of the documentation has ordinary names.
 */
final class WebPageContent {

  /** Would run as a script, and reads from right to left, if it were not only text. */
  static final String HOSTILE = "<img src=x onerror=window.harmed=1> \u05d0\u05d1\u05d2 </b>&amp;";

  private static final int BATCH = 64;

  /** With fewer predictions nobody would be told whether they have drifted. */
  private static final int BATCHES = 2;

  private final ServiceProcess service;

  final String job;
  final String otherJob;
  final String hostileJob;
  final String model;

  /** A model that was trained from the other one, as was that of the hostile job. */
  final String child;

  final String sweep;
  final String evaluation;
  final String webhook;

  /**
   * Fills a service.
   *
   * @param folder for files
   */
  WebPageContent(ServiceProcess service, Path folder) throws IOException {
    this.service = service;
    job = service.submit(named("First trial", ""));
    service.create("/sweeps", SampleJobs.sweepOf(json(HOSTILE), SampleJobs.SHORT, 0.01));
    model = service.awaitStatus(job, "SUCCEEDED").path("modelId").asString();
    String fromIt = "\"initialModel\": \"" + model + "\",";
    hostileJob = service.submit(named(HOSTILE, fromIt));
    otherJob = service.submit(named("Second trial", fromIt));
    String trial = SampleJobs.withEpochs(8);
    sweep =
        service.create(
            "/sweeps", SampleJobs.sweepOf("Learning rates", trial, 0.001, 0.003, 0.01, 0.03));
    evaluation =
        service.create(
            "/models/" + model + "/evaluations", "{\"dataset\": \"fashion-mnist-sample\"}");
    service.put("/models/aliases/default", "{\"modelId\": \"" + model + "\"}");
    use();
    uploadHostileDataset(folder);
    administrate();
    webhook = addWebhook();
    child = service.awaitStatus(otherJob, "SUCCEEDED").path("modelId").asString();
    service.awaitStatus(hostileJob, "SUCCEEDED");
    awaitEnd("/models/" + model + "/evaluations/" + evaluation);
    awaitEnd("/sweeps/" + sweep);
  }

  private void awaitEnd(String path) {
    ServiceClient.awaiting(path + " has succeeded")
        .until(() -> service.get(path).path("status").asString().equals("SUCCEEDED"));
  }

  /** Classifies images, and tells the truth of each second one. */
  private void use() throws IOException {
    byte[] pixels = SampleImages.pixels();
    byte[] labels = SampleImages.labels();
    JsonNode names = service.get("/models/" + model).path("labels");
    List<String> truth = new ArrayList<>();
    for (int start = 0; start < BATCHES * BATCH; start += BATCH) {
      byte[] images =
          Arrays.copyOfRange(
              pixels, start * SampleImages.BYTES, (start + BATCH) * SampleImages.BYTES);
      JsonNode predictions = service.post("/predict", images).path("predictions");
      for (int i = 0; i < BATCH; i += 2) {
        truth.add(
            "{\"predictionId\": \"%s\", \"label\": \"%s\"}"
                .formatted(
                    predictions.path(i).path("predictionId").asString(),
                    names.path(labels[start + i]).asString()));
      }
    }
    service.post("/feedback", "{\"items\": " + truth + "}");
  }

  private void uploadHostileDataset(Path folder) throws IOException {
    String longName = "b".repeat(120);
    Path archive =
        DrawnShapes.zip(
            folder.resolve("shapes.zip"), "<img src=x>", "\u05d0\u05d1\u05d2", longName);
    service.post("/datasets?name=shapes", Files.readAllBytes(archive));
    ServiceClient.awaiting("the data set is ready")
        .until(() -> service.get("/datasets/shapes").path("ready").asBoolean());
  }

  private void administrate() {
    String limits = ", \"limits\": {\"imagesPerSecond\": 20, \"storedBytes\": 50000000000}}";
    service.post("/keys", "{\"role\": \"trainer\", \"name\": \"" + json(HOSTILE) + "\"}");
    service.post("/keys", "{\"role\": \"predictor\", \"name\": \"Phone app\"" + limits);
  }

  private String addWebhook() {
    String id =
        service.create("/webhooks", "{\"url\": \"https://127.0.0.1:9/" + "a".repeat(200) + "\"}");
    service.post("/webhooks/" + id + "/test", "");
    return id;
  }

  private static String named(String name, String fields) {
    return SampleJobs.withEpochs(8)
        .replaceFirst("\\{", "{" + fields + "\"logEvery\": 2, \"name\": \"" + json(name) + "\",");
  }

  private static String json(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
