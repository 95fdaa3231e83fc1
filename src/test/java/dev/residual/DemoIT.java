package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests the packaged jar with the profile demo. */
@Order(2) // The class that computes longest starts early, so that it does not end last.
class DemoIT {

  private static final int IMAGES_PER_REQUEST = 50;

  @TempDir private Path folder;

  @Test
  void demoModelPredictsTheSameAfterAKill() throws Exception {
    List<JsonNode> before;
    String job;
    // A job that is queued on its own node starts without a poll.
    String[] settings = {
      "--spring.profiles.active=demo",
      "--residual.serving.precision=fp32",
      "--residual.queue.poll-interval=1h"
    };
    try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
      job = service.get("/jobs").path("items").path(0).path("id").asString();
      service.awaitStatus(job, "SUCCEEDED");

      before = predictions(service);
      assertThat(accuracy(before)).isGreaterThanOrEqualTo(0.78);
      assertThat(service.log()).doesNotContain("NNPACK");
      service.kill();
    }

    try (ServiceProcess service = ServiceProcess.start(folder, settings)) {
      assertThat(predictions(service)).isEqualTo(before);
      assertThat(service.get("/jobs/" + job).path("status").asString()).isEqualTo("SUCCEEDED");
      assertThat(service.get("/jobs").path("items").size()).isEqualTo(1);
      assertOnnxRuntimeAgrees(service, before);
      ExportedFiles.store(service, job, before);
    }
  }

  private static void assertOnnxRuntimeAgrees(ServiceProcess service, List<JsonNode> predictions)
      throws Exception {
    JsonNode model = service.get("/models").path("items").path(0);
    double temperature = model.path("calibration").path("temperature").asDouble();
    byte[] onnx = service.bytes("/models/" + model.path("id").asString() + "/onnx");
    List<float[]> logits = OnnxRuntimeReference.logits(onnx, model.path("imageSize").asInt());

    assertThat(logits).hasSameSizeAs(predictions);
    for (int i = 0; i < logits.size(); i++) {
      double[] expected = OnnxRuntimeReference.probabilities(logits.get(i), temperature);
      JsonNode found = predictions.get(i);
      assertThat(found.path("probability").asDouble())
          .as("image %d", i)
          .isCloseTo(expected[found.path("index").asInt()], within(1e-3));
    }
  }

  private static List<JsonNode> predictions(ServiceProcess service) throws IOException {
    byte[] pixels = SampleImages.pixels();
    List<JsonNode> predictions = new ArrayList<>();
    int bytes = IMAGES_PER_REQUEST * SampleImages.BYTES;
    for (int from = 0; from < pixels.length; from += bytes) {
      byte[] body = Arrays.copyOfRange(pixels, from, from + bytes);
      service.post("/predict?topK=1", body).path("predictions").forEach(predictions::add);
    }
    assertThat(predictions).hasSize(SampleImages.COUNT);
    return predictions;
  }

  private static double accuracy(List<JsonNode> predictions) throws IOException {
    byte[] labels = SampleImages.labels();
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += predictions.get(i).path("index").asInt() == labels[i] ? 1 : 0;
    }
    return (double) correct / labels.length;
  }
}
