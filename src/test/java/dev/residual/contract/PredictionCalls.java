package dev.residual.contract;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.POST;

import dev.residual.job.JobClient;
import java.util.List;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** What clients do with images and the labels that they get. */
final class PredictionCalls extends ContractCalls {

  private final String model;

  PredictionCalls(JobClient jobs, ApiContract contract, String model) {
    super(jobs, contract);
    this.model = model;
  }

  void ask() throws Exception {
    askForPredictions();
    tellTheTruth();
    askByTheProtocol();
  }

  private void askForPredictions() {
    String predict = "/predict?model=" + model;
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    expect(200, send(POST, predict, bytes, new byte[784]));
    expect(200, send(POST, predict + "&abstainBelow=1", bytes, new byte[2 * 784]));
    expect(400, send(POST, predict + "&topK=0", bytes, new byte[784]));
    expect(413, send(POST, predict, bytes, new byte[65 * 784]));
    expect(415, send(POST, predict, MediaType.TEXT_PLAIN, new byte[784]));
    expect(415, send(POST, predict, MediaType.IMAGE_PNG, new byte[784]));
  }

  private void tellTheTruth() throws Exception {
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    JsonNode predictions =
        body(expect(200, send(POST, "/predict?model=" + model, bytes, new byte[2 * 784])));
    String id = predictions.at("/predictions/0/predictionId").asString();
    String truth = "{\"predictionId\": \"%s\", \"label\": \"%s\"}";
    expect(204, send(POST, "/feedback", truth.formatted(id, "Ankle boot")));
    String several = "{\"items\": [%s, %s]}";
    expect(
        200,
        send(
            POST,
            "/feedback",
            several.formatted(truth.formatted(id, "Bag"), truth.formatted(NONE, "Bag"))));
    expect(422, send(POST, "/feedback", truth.formatted(id, "Hat")));
    expect(404, send(POST, "/feedback", truth.formatted(NONE, "Bag")));
    expect(400, send(POST, "/feedback", "{}"));
    expect(200, get("/models/" + model + "/drift"));
    for (int i = 0; i < 2; i++) {
      expect(200, send(POST, "/predict?model=" + model, bytes, new byte[64 * 784]));
    }
    // So that all of the last are recorded.
    JsonNode last = body(expect(200, send(POST, "/predict?model=" + model, bytes, new byte[784])));
    String lastId = last.at("/predictions/0/predictionId").asString();
    expect(204, send(POST, "/feedback", truth.formatted(lastId, "Bag")));
    expect(200, get("/models/" + model + "/drift"));
    expect(204, send(DELETE, "/predictions/" + id));
  }

  private void askByTheProtocol() {
    expect(200, get("/v2"));
    expect(200, get("/v2/health/live"));
    expect(200, get("/v2/health/ready"));
    expect(200, send(POST, "/v2/repository/index", "{\"ready\": true}"));
    for (String path :
        List.of("/v2/models/" + model, "/v2/models/%s/versions/%1$s".formatted(model))) {
      expect(200, get(path));
      expect(200, get(path + "/ready"));
      expect(200, get(path + "/config"));
      expect(200, send(POST, path + "/infer", infer("")));
      expect(
          200, send(POST, path + "/infer", infer(", 'parameters': {'binary_data_output': true}")));
      expect(400, send(POST, path + "/infer", "{}"));
      expect(415, send(POST, path + "/infer", MediaType.TEXT_PLAIN, new byte[1]));
      expect(200, get(path + "/stats"));
    }
  }

  static String infer(String parameters) {
    String pixels = "0, ".repeat(783) + "0";
    return """
    {'id': 'a'%s, 'inputs':
     [{'name': 'image', 'datatype': 'UINT8', 'shape': [1, 28, 28], 'data': [%s]}]}
    """
        .formatted(parameters, pixels)
        .replace('\'', '"');
  }
}
