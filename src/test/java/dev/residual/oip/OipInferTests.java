package dev.residual.oip;

import static dev.residual.inference.Tensors.black;
import static dev.residual.inference.Tensors.flat;
import static dev.residual.inference.Tensors.tensor;
import static dev.residual.oip.OipClient.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.inference.JsonImages;
import dev.residual.inference.ModelCache;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@ServingTest
class OipInferTests {

  @Autowired OipClient oip;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void imagesGetProbabilitiesAndLabels() {
    assertThat(oip.infer(tensor("UINT8", "[2, 28, 28]", flat(2 * 784, 784, "9"))))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_JSON)
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"model_name": "default", "model_version": "%s",
             "outputs": [
               {"name": "probabilities", "datatype": "FP32", "shape": [2, 10], "data": [
                 0.625, 0.01, 0.02, 0.03, 0.04, 0.049999997, 0.06, 0.07, 0.08, 0.089999996,
                 0.0, 0.01, 0.02, 0.03, 0.04, 0.049999997, 0.06, 0.07, 0.08, 0.625]},
               {"name": "label", "datatype": "BYTES", "shape": [2], "data": ["label 0", "label 9"]}]}
            """
                .formatted(StubModel.ID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UINT8 | [1, 28, 28] | 7 | 7",
        "FP32 | [1, 28, 28] | 7.0 | 7",
        "FP32 | [1, 1, 28, 28] | 6.5 | 7",
        "FP32 | [1, 1, 28, 28] | 7.49 | 7",
        "UINT8 | [1, 1, 28, 28] | 255 | 5",
        "UINT8 | [1, 1, 28, 28] | 2e0 | 2",
        "FP32 | [1, 28, 28] | 254.5 | 5",
      })
  void bothDatatypesAndBothShapesAreAccepted(
      String datatype, String shape, String first, int expected) {
    String flat = flat(784, 0, first);
    String rows = "[" + JsonImages.json(JsonImages.rows(28, 28, 0)).replaceFirst("0", first) + "]";
    String nested = shape.equals("[1, 1, 28, 28]") ? "[" + rows + "]" : rows;

    assertLabels(oip.infer(tensor(datatype, shape, flat)), "label " + expected);
    assertLabels(oip.infer(tensor(datatype, shape, nested)), "label " + expected);
  }

  @Test
  void atMost64ImagesAreAccepted() {
    assertThat(oip.infer(tensor("UINT8", "[64, 28, 28]", flat(64 * 784, 0, "0")))).hasStatusOk();
    assertError(
        oip.infer(tensor("UINT8", "[65, 1, 28, 28]", flat(65 * 784, 0, "0"))),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 images, had 65");
    assertError(
        oip.infer(tensor("UINT8", "[%d, 28, 28]".formatted(Long.MAX_VALUE), "[]")),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 images, had " + Long.MAX_VALUE);
  }

  @Test
  void requestIdIsReturned() {
    assertThat(oip.infer(black("\"id\": \"4 ü\", ")))
        .bodyJson()
        .extractingPath("$.id")
        .isEqualTo("4 ü");
    assertThat(oip.infer(black(""))).bodyJson().doesNotHavePath("$.id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d\\udc62", "\\u0000", ""})
  void idMayBeAnyText(String id) {
    assertThat(oip.infer(black("\"id\": \"%s\", ".formatted(id)))).hasStatusOk();
    assertThat(oip.infer("{\"%s\": 1}".formatted(id))).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void onlyRequestedOutputsAreReturned() {
    assertOutputs("\"outputs\": [{\"name\": \"label\"}], ", "label");
    assertOutputs(
        "\"outputs\": [{\"name\": \"label\"}, {\"name\": \"probabilities\"}], ",
        "label",
        "probabilities");
    assertOutputs("\"outputs\": [], ", "probabilities", "label");
    assertOutputs("\"outputs\": null, ", "probabilities", "label");
  }

  @Test
  void parametersOfTritonAndKServeClientsAreAccepted() {
    assertThat(
            oip.infer(
                black(
                    """
                    "model_name": "default", "parameters": {"binary_data_output": false, "priority": 1,
                    "timeout": 1000, "content_type": "np", "headers": {}, "sequence_id": 7},
                    "outputs": [{"name": "label", "parameters": {"binary_data": false, "content_type": "str"}}],
                    """)))
        .hasStatusOk();
  }

  private void assertOutputs(String options, String... outputs) {
    assertThat(oip.infer(black(options)))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.outputs[*].name")
        .asArray()
        .containsExactly((Object[]) outputs);
  }

  private static void assertLabels(MvcTestResult answer, String... labels) {
    assertThat(answer)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.outputs[1].data")
        .asArray()
        .containsExactly((Object[]) labels);
  }
}
