package dev.residual.oip;

import static dev.residual.inference.Tensors.black;
import static dev.residual.inference.Tensors.flat;
import static dev.residual.inference.Tensors.tensor;
import static dev.residual.oip.OipClient.assertError;

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

@ServingTest
class OipRefusalTests {

  @Autowired OipClient oip;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{} | inputs must be one tensor named image, was not given",
        "[] | body must be an object, was a list",
        "{`input`: []} | input is not a known field;"
            + " known are id, model_name, parameters, inputs, outputs",
        "{`id`: 7} | id must be a string, was 7",
        "{`inputs`: {}} | inputs must be a list, was an object",
        "{`inputs`: []} | inputs must be one tensor named image",
        "{`inputs`: [null]} | inputs[0] must be a tensor, was null",
        "{`inputs`: [{}]} | inputs[0].data must be a list of numbers, was not given;"
            + " inputs[0].datatype must be UINT8 or FP32, was not given;"
            + " inputs[0].name must be image, was not given;"
            + " inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28], was not given",
        "{`inputs`: [{`nam`: 1}]} | inputs[0].nam is not a known field;"
            + " known are name, datatype, shape, parameters, data",
        "{`inputs`: [{`name`: `photo`}]} | inputs[0].name must be one of image, was `photo`",
        "{`inputs`: [{`datatype`: `INT64`}]}"
            + " | inputs[0].datatype must be one of UINT8, FP32, was `INT64`",
        "{`inputs`: [{`shape`: [1, 28.5]}]}"
            + " | inputs[0].shape[1] must be a whole number, was 28.5",
        "{`inputs`: [{`shape`: [1, null]}]}"
            + " | inputs[0].shape[1] must be a whole number, was null",
        "{`inputs`: [{`shape`: [99999999999999999999]}]}"
            + " | inputs[0].shape[0] is too large for a whole number",
        "{`inputs`: [{`data`: 7}]} | inputs[0].data must be a list, was a number",
        "{`inputs`: [{`data`: `AAAA`}]} | inputs[0].data must be a list, was a string",
        "{`inputs`: [{`data`: [0, `1`]}]} | inputs[0].data[1] must be a number, was a string",
        "{`inputs`: [{`data`: [null]}]} | inputs[0].data[0] must be a number, was null",
        "{`inputs`: [{`data`: [0, NaN]}]} | The body is not valid JSON:"
            + " it could not be parsed at line 1, column 29",
        "{`inputs`: [{`data`: [0, [1]]}]} | inputs[0].data[1] must be a number, was a list",
        "{`inputs`: [{`data`: [[0], 1]}]} | inputs[0].data[1] must be a list, was a number",
        "{`inputs`: [{`data`: [[0], [1, 2]]}]} | inputs[0].data[1] is refused:"
            + " it has a length of 2, and those before it of 1",
        "{`inputs`: [{`data`: [[], [[1]]]}]}"
            + " | inputs[0].data[1][0] must be a number, was a list",
        "{`inputs`: [{`data`: [[[[[1]]]]]}]}"
            + " | inputs[0].data[0][0][0][0] must be a number, was a list",
        "{`inputs`: [{`data`: [{}]}]} | inputs[0].data[0] must be a number, was an object",
        "{`outputs`: 7} | outputs must be a list, was a number",
      })
  void invalidBodyIsRefusedByItsPosition(String body, String message) {
    assertError(
        oip.infer(body.replace('`', '"')), HttpStatus.BAD_REQUEST, message.replace('`', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "`parameters`: {`shared_memory_region`: 1}, | parameters.shared_memory_region is not a known parameter;"
            + " known is binary_data_output",
        "`model_name`: `best`, | model_name must be the name in the path, default, if given",
        "`outputs`: [null], | outputs[0] must be an output, was null",
        "`outputs`: [{}], | outputs[0].name must be probabilities or label, was not given",
        "`outputs`: [{`name`: `logits`}], | outputs[0].name must be one of probabilities, label,"
            + " was `logits`",
        "`outputs`: [{`name`: `label`}, {`name`: `label`}], | outputs[1].name is there twice",
        "`outputs`: [{`name`: `label`, `parameters`: {`classification`: 3}}],"
            + " | outputs[0].parameters.classification is not a known parameter;"
            + " known is binary_data",
      })
  void invalidOptionIsRefusedByName(String option, String message) {
    assertError(
        oip.infer(black(option.replace('`', '"'))),
        HttpStatus.BAD_REQUEST,
        message.replace('`', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[784]",
        "[1, 784]",
        "[28, 28]",
        "[0, 28, 28]",
        "[-1, 28, 28]",
        "[-1, 1, 28, 28]",
        "[1, 3, 28, 28]",
        "[1, 28, 28, 1]",
        "[1, -28, -28]",
        "[1, 1, 1, 28, 28]",
        "[4294967297, 4294967297, 28, 28]",
        "[1, 28, 9223372036854775807]",
      })
  void wrongShapeIsRefused(String shape) {
    assertError(
        oip.infer(tensor("UINT8", shape, flat(784, 0, "0"))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28] with n from 1 to 64, was " + shape);
  }

  @Test
  void veryLongShapeIsNotRepeated() {
    assertError(
        oip.infer(tensor("UINT8", flat(100_000, 0, "1"), "[]")),
        HttpStatus.BAD_REQUEST,
        "inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28] with n from 1 to 64,"
            + " was one of 100000 dimensions");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 783, 785, 1568})
  void dataOfWrongLengthIsRefused(int length) {
    assertError(
        oip.infer(tensor("FP32", "[1, 28, 28]", length == 0 ? "[]" : flat(length, 0, "0"))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data must have 784 numbers to match the shape, had " + length);
  }

  @Test
  void dataOfWrongNestingIsRefused() {
    String rows = JsonImages.json(JsonImages.rows(28, 28, 0));

    assertError(
        oip.infer(tensor("FP32", "[1, 28, 28]", rows)),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data must be flat, or nested like the shape [1, 28, 28];"
            + " was nested like [28, 28]");
    assertError(
        oip.infer(tensor("FP32", "[1, 28, 28]", "[[], []]")),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data must be flat, or nested like the shape [1, 28, 28];"
            + " was nested like [2, 0]");
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, -1, 'must be between 0 and 255, was -1'",
    "UINT8, 256, 'must be between 0 and 255, was 256'",
    "UINT8, 2.5, 'must be a whole number, was 2.5'",
    "FP32, -0.1, 'must be between 0 and 255, was -0.1'",
    "FP32, 255.1, 'must be between 0 and 255, was 255.1'",
    "FP32, 1e999, 'must be between 0 and 255, was Infinity'",
    "FP32, 1e300, 'must be between 0 and 255, was 1.0E300'",
  })
  void numberOutOfRangeIsRefusedByItsPosition(String datatype, String value, String message) {
    assertError(
        oip.infer(tensor(datatype, "[2, 28, 28]", flat(1568, 900, value))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data[900] " + message);
    String rows = JsonImages.json(JsonImages.rows(28, 28, 0));
    String wrong = rows.substring(0, rows.lastIndexOf('0')) + value + "]]";
    assertError(
        oip.infer(tensor(datatype, "[2, 1, 28, 28]", "[[%s], [%s]]".formatted(rows, wrong))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data[1][0][27][27] " + message);
  }
}
