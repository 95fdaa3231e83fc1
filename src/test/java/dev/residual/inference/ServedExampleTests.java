package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Sends the examples of the OpenAPI document unchanged. */
@ResidualTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServedExampleTests {

  @Autowired MockMvcTester http;
  @Autowired ModelStore store;
  @Autowired ModelRegistry registry;

  private SmallModels models;
  private UUID one;
  private UUID other;

  @BeforeAll
  void addTwoModels(@Autowired JdbcClient jdbc) {
    // The service is ready once its default model is, and other tests may have left one.
    jdbc.sql("delete from model_alias").update();
    models = new SmallModels(store, registry, http);
    one = models.add(1);
    other = models.add(2);
  }

  @AfterAll
  void removeModels() {
    models.remove(one);
    models.remove(other);
  }

  @Test
  void predictExampleWorksUnchanged() throws Exception {
    String document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
    String post = "$.paths['/predict'].post";
    Map<String, Map<String, ?>> bodies = JsonPath.read(document, post + ".requestBody.content");
    assertThat(bodies)
        .containsOnlyKeys(
            "application/json", "multipart/form-data", "image/*", "application/octet-stream");
    assertThat(JsonPath.<List<String>>read(document, post + ".parameters[*].name"))
        .containsExactly("model", "topK", "fit", "polarity", "scale", "explain", "abstainBelow");
    Object example = JsonPath.read(document, "$.components.examples.image.value");

    assertThat(
            http.post()
                .uri("/predict?model=" + other)
                .contentType(MediaType.APPLICATION_JSON)
                .content(JsonPath.parse(example).jsonString())
                .exchange())
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions.length()")
        .isEqualTo(1);
  }

  @Test
  void oipGivesTheSamePredictions() throws Exception {
    String document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
    String pixels = JsonPath.parse(example(document, "image")).jsonString();
    String tensor = JsonPath.parse(example(document, "infer")).jsonString();
    models.assign("twin", one);

    String plain = body("/predict?topK=10&model=twin", pixels);
    String open = body("/v2/models/twin/infer", tensor);
    String pinned = body("/v2/models/twin/versions/%s/infer".formatted(other), tensor);

    List<Map<String, ?>> top = JsonPath.read(plain, "$.predictions[0].top");
    List<Number> probabilities = JsonPath.read(open, "$.outputs[0].data");
    assertThat(probabilities).hasSize(top.size());
    for (Map<String, ?> guess : top) {
      assertThat(probabilities.get((Integer) guess.get("index")))
          .isEqualTo(guess.get("probability"));
    }
    assertThat(JsonPath.<String>read(open, "$.outputs[1].data[0]"))
        .isEqualTo(top.get(0).get("label"));
    assertThat(JsonPath.<String>read(open, "$.model_version")).isEqualTo(one.toString());
    assertThat(JsonPath.<String>read(pinned, "$.model_version")).isEqualTo(other.toString());
    assertThat(JsonPath.<Object>read(pinned, "$.outputs[0].data")).isNotEqualTo(probabilities);
    assertThat(http.get().uri("/v2/models/twin/ready")).hasStatusOk();
    assertThat(http.get().uri("/v2/health/ready")).hasStatusOk();
    assertThat(
            JsonPath.<Map<String, ?>>read(
                document, "$.paths['/v2/models/{name}/infer'].post.responses.400.content"))
        .containsOnlyKeys("application/json");
    assertThat(http.delete().uri("/models/aliases/twin")).hasStatus(HttpStatus.NO_CONTENT);
  }

  @Test
  void openApiDocumentsBinaryTensors() throws Exception {
    String document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
    for (String path : List.of("/v2/models/{name}", "/v2/models/{name}/versions/{version}")) {
      String post = "$.paths['%s/infer'].post".formatted(path);

      assertThat(JsonPath.<Map<String, ?>>read(document, post + ".requestBody.content"))
          .containsOnlyKeys("application/json", "application/octet-stream");
      assertThat(JsonPath.<Map<String, ?>>read(document, post + ".responses.200.content"))
          .containsOnlyKeys("application/json", "application/octet-stream");
      assertThat(
              JsonPath.<List<String>>read(document, post + ".parameters[?(@.in=='header')].name"))
          .containsExactly("Inference-Header-Content-Length");
      assertThat(JsonPath.<Map<String, ?>>read(document, post + ".responses.200.headers"))
          .containsOnlyKeys("Inference-Header-Content-Length");
    }
    assertThat(
            JsonPath.<Map<String, ?>>read(document, "$.components.schemas.InputTensor.properties"))
        .containsOnlyKeys("name", "datatype", "shape", "parameters", "data");
    assertThat(JsonPath.<List<String>>read(document, "$.components.schemas.InputTensor.required"))
        .containsExactlyInAnyOrder("name", "datatype", "shape");
    assertThat(JsonPath.<String>read(document, "$.components.schemas.TensorData.type"))
        .isEqualTo("array");
    assertThat(
            JsonPath.<Map<String, ?>>read(document, "$.components.schemas.OutputTensor.properties"))
        .containsOnlyKeys("name", "datatype", "shape", "parameters", "data");
  }

  private static Object example(String document, String name) {
    return JsonPath.read(document, "$.components.examples.%s.value".formatted(name));
  }

  private String body(String uri, String json) throws Exception {
    MvcTestResult answer =
        http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(json).exchange();
    assertThat(answer).hasStatusOk();
    return answer.getResponse().getContentAsString();
  }
}
