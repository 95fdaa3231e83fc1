package dev.residual.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.residual.job.JobClient;
import java.net.URI;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;

/** What clients do with models. */
final class ModelCalls extends ContractCalls {

  private final String job;
  private final String model;

  ModelCalls(JobClient jobs, ApiContract contract, String job, String model) {
    super(jobs, contract);
    this.job = job;
    this.model = model;
  }

  void ask() throws Exception {
    askForModels();
    judgeModel();
    uploadWeights();
  }

  private void askForModels() throws Exception {
    expect(200, get("/models"));
    JsonNode links = body(expect(200, get("/models/" + model))).path("links");
    assertThat(links.propertyNames())
        .containsExactly("self", "weights", "onnx", "card", "bundle", "lineage", "evaluation");
    links.forEach(link -> expect(200, get(link.asString())));
    for (String part : List.of("confusion.svg", "reliability.svg", "label-errors", "predictions")) {
      expect(200, get("/models/" + model + "/evaluation/" + part));
    }
    expect(200, get("/models/compare?a=" + model + "&b=" + model));
    expect(200, send(PUT, "/models/aliases/contract", "{\"modelId\": \"%s\"}".formatted(model)));
    expect(200, get("/models/aliases"));
    expect(409, send(DELETE, "/models/" + model));
    expect(204, send(DELETE, "/models/aliases/contract"));
  }

  private void judgeModel() throws Exception {
    String evaluations = "/models/" + model + "/evaluations";
    String sample = "{\"dataset\": \"fashion-mnist-sample\"}";
    JsonNode links = body(expect(202, send(POST, evaluations, sample))).path("links");
    String evaluation = links.path("self").asString();
    await().until(() -> jobs.status(evaluation), "SUCCEEDED"::equals);
    body(expect(200, get(evaluation)))
        .path("links")
        .forEach(link -> expect(200, get(link.asString())));
    expect(200, get(evaluations));
    expect(400, send(POST, evaluations, "{}"));
    expect(204, send(DELETE, evaluation));
    expect(404, get(evaluation));

    String again = JobClient.path(body(expect(202, send(POST, "/models/" + model + "/reproduce"))));
    String copy = jobs.awaitStatus(again, "SUCCEEDED").path("modelId").asString();
    expect(200, get(again));
    expect(200, get("/models/" + copy));
    expect(200, get("/models/" + model + "/lineage"));
    expect(204, send(DELETE, "/models/" + copy));
  }

  private void uploadWeights() throws Exception {
    byte[] weights = get("/models/" + model + "/weights").getResponse().getContentAsByteArray();
    String labels = body(get("/models/" + model)).path("labels").toString();
    JsonNode architecture = body(get(job)).path("request").path("architecture");
    MediaType bytes = MediaType.APPLICATION_OCTET_STREAM;
    URI known =
        UriComponentsBuilder.fromPath("/models")
            .queryParam("architecture", "{architecture}")
            .queryParam("labels", "{labels}")
            .build(
                architecture.isString() ? architecture.asString() : architecture.toString(),
                labels);
    JsonNode uploaded = body(expect(201, send(POST, known, bytes, weights)));
    expect(200, get(uploaded.path("links").path("self").asString()));
    expect(
        200, send(POST, "/predict?model=" + uploaded.path("id").asString(), bytes, new byte[784]));
    expect(200, get("/models"));
    expect(204, send(DELETE, uploaded.path("links").path("self").asString()));
    expect(400, send(POST, "/models", bytes, weights));
    expect(415, send(POST, known, bytes, new byte[100]));
    expect(422, send(POST, "/models?head=drop&architecture=resnet152", bytes, weights));
  }

  void removeModel() {
    expect(204, send(DELETE, "/models/" + model));
    expect(204, send(DELETE, job));
  }
}
