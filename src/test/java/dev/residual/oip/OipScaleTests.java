package dev.residual.oip;

import static dev.residual.inference.Tensors.flat;
import static dev.residual.inference.Tensors.tensor;
import static dev.residual.oip.OipClient.assertError;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Sends values from 0 to 1. */
@ServingTest
class OipScaleTests {

  @Autowired OipClient oip;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void fractionsFromZeroToOneAreRefusedWithAHint() {
    assertError(
        oip.infer(tensor("FP32", "[1, 28, 28]", flat(784, 5, "0.5"))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data must have values from 0 to 255, had fractions from 0 to 1; multiply them by"
            + " 255, or send the input's parameter scale with the value 1");
  }

  @ParameterizedTest
  @CsvSource({"FP32, 0.1, 6", "FP32, 1, 5", "UINT8, 1, 5"})
  void scaleOneTakesValuesFromZeroToOne(String datatype, String first, int expected) {
    assertThat(oip.infer(scaled("1", tensor(datatype, "[1, 28, 28]", flat(784, 0, first)))))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.outputs[1].data[0]")
        .isEqualTo("label " + expected);
  }

  @Test
  void scaleOfBytesIsTheDefault() {
    assertThat(oip.infer(scaled("255", tensor("FP32", "[1, 28, 28]", flat(784, 0, "7")))))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.outputs[1].data[0]")
        .isEqualTo("label 7");
  }

  @Test
  void valueAboveTheScaleIsRefusedByItsPosition() {
    assertError(
        oip.infer(scaled("1", tensor("FP32", "[1, 28, 28]", flat(784, 9, "1.5")))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data[9] must be between 0 and 1, was 1.5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "\"1\"", "1.5", "true", "[]"})
  void otherScaleIsRefused(String scale) {
    assertError(
        oip.infer(scaled(scale, tensor("FP32", "[1, 28, 28]", flat(784, 9, "1.5")))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].parameters.scale must be 255 or 1");
  }

  private static String scaled(String scale, String request) {
    return request.replace(
        "\"shape\"", "\"parameters\": {\"scale\": %s}, \"shape\"".formatted(scale));
  }
}
