package dev.residual.oip;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Tests that bytes are refused if they do not match their description. */
@WebMvcTest(OipController.class)
class OipBinaryRefusalTests extends OipBinary {

  @Test
  void tooLargeBodyIsRefused() {
    assertError(
        raw("100", new byte[(1 << 20) + 1]),
        HttpStatus.CONTENT_TOO_LARGE,
        "The body is too large. At most 1048576 bytes are read.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+5", "1.5", "0x10", " ", "many", "785", "2147483648", "1e2"})
  void invalidJsonLengthIsRefused(String length) {
    assertRefused(
        raw(length, new byte[784]),
        LENGTH
            + " must be the number of bytes that are JSON, from 0 to the body's 784, was "
            + length);
  }

  @Test
  void repeatedOrVeryLongJsonLengthIsRefused() {
    assertRefused(
        http.post()
            .uri(INFER)
            .header(LENGTH, "1", "2")
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .content(new byte[784])
            .exchange(),
        "was 1, 2");
    assertRefused(raw("9".repeat(1000), new byte[784]), "was " + "9".repeat(20) + "...");
  }

  @Test
  void wrongJsonLengthIsRefused() {
    byte[] body = joined(json("", "UINT8", "[1, 28, 28]", 784), new byte[784]);
    int length = body.length - 784;

    assertRefused(
        raw(String.valueOf(length - 2), body), "The body is not valid JSON: it ends too early");
    assertRefused(raw(String.valueOf(length + 1), body), "The body is not valid JSON:");
    assertRefused(raw("4", joined("null", new byte[784])), "A body is required.");
    assertRefused(raw("2", joined("{}", new byte[784])), "inputs must be one tensor named image");
    assertRefused(raw("1", new byte[0]), "A body is required.");
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 784, 783, 'must be 783, the number of bytes after the JSON, was 784'",
    "UINT8, 784, 785, 'must be 785, the number of bytes after the JSON, was 784'",
    "UINT8, 784, 0, 'must be 0, the number of bytes after the JSON, was 784'",
    "UINT8, 9223372036854775807, 784,"
        + " 'must be 784, the number of bytes after the JSON, was 9223372036854775807'",
    "UINT8, 783, 783, 'must be 784 to match shape and datatype, was 783'",
    "UINT8, 0, 0, 'must be 784 to match shape and datatype, was 0'",
    "UINT8, 3136, 3136, 'must be 784 to match shape and datatype, was 3136'",
    "FP32, 784, 784, 'must be 3136 to match shape and datatype, was 784'",
    "UINT8, -1, 784, 'must be a whole number of bytes'",
    "UINT8, 784.0, 784, 'must be a whole number of bytes'",
    "UINT8, '\"784\"', 784, 'must be a whole number of bytes'",
    "UINT8, null, 784, 'must be a whole number of bytes'",
    "UINT8, 99999999999999999999, 784, 'must be a whole number of bytes'",
  })
  void wrongBinaryDataSizeIsRefused(String datatype, String size, int bytes, String message) {
    String json = json("", datatype, "[1, 28, 28]", 784).replace("784}", size + "}");

    assertRefused(infer(json, new byte[bytes]), "inputs[0].parameters.binary_data_size " + message);
  }

  @Test
  void dataIsEitherJsonOrBytes() {
    assertRefused(
        infer(written("", "\"parameters\": {\"binary_data_size\": 784}, "), new byte[784]),
        "inputs[0] must not have both data and parameters.binary_data_size");
    assertRefused(
        infer(written("", ""), new byte[3]),
        "body has 3 bytes after the JSON, but no binary_data_size is given");
    assertRefused(
        infer(
            json("", "UINT8", "[1, 28, 28]", 784).replace("binary_data_size", "size"),
            new byte[784]),
        "inputs[0].parameters.size is not a known parameter; known are binary_data_size, scale");
    assertRefused(
        infer(
            json("", "UINT8", "[1, 28, 28]", 784).replaceAll(", \"parameters.*?}", ""),
            new byte[0]),
        "inputs[0].data must be a list of numbers, was not given");
  }

  @Test
  void bytesWithoutJsonLengthAreRefused() {
    String json = json("", "UINT8", "[1, 28, 28]", 784);

    assertRefused(
        post(INFER, MediaType.APPLICATION_JSON_VALUE, null, json.getBytes(UTF_8)),
        LENGTH + " must be given as a header with inputs[0].parameters.binary_data_size");
    assertRefused(
        post(INFER, null, null, joined(json, new byte[784])), "The body is not valid JSON:");
    assertRefused(post(INFER, null, null, new byte[784]), "The body is not valid JSON:");
  }

  @Test
  void missingFieldsAreNamed() {
    assertRefused(
        infer("{\"inputs\": [{\"parameters\": {\"binary_data_size\": 1}}]}", new byte[1]),
        "inputs[0].datatype must be UINT8 or FP32, was not given;"
            + " inputs[0].name must be image, was not given;"
            + " inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28], was not given");
    String two = json("", "UINT8", "[1, 28, 28]", 784);
    String input = two.substring(two.indexOf("[{") + 1, two.lastIndexOf(']'));
    assertRefused(
        infer(two.replace("[{", "[" + input + ", {"), new byte[1568]),
        "inputs must be one tensor named image");
    assertRefused(
        infer("{\"inputs\": [null]}", new byte[1]), "inputs[0] must be a tensor, was null");
    assertRefused(
        infer(json("", "UINT8", "[28, 28]", 784), new byte[784]),
        "inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28] with n from 1 to 64,"
            + " was [28, 28]");
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "255.5, 255.5", "NaN, NaN", "Infinity, Infinity", "-Infinity, -Infinity"})
  void floatOutOfRangeIsRefusedByItsIndex(float value, String shown) {
    byte[] images = joined(floats(0), floats(value));

    assertRefused(
        infer(json("", "FP32", "[2, 28, 28]", 6272), images),
        "inputs[0].data[784] must be between 0 and 255, was " + shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"true\"", "null", "[]"})
  void binaryFlagMustBeBoolean(String option) {
    assertRefused(
        infer(json(ALL.replace("true", option), "UINT8", "[1, 28, 28]", 784), new byte[784]),
        "parameters.binary_data_output must be true or false");
    String output = "\"outputs\": [{\"name\": \"label\", \"parameters\": {\"binary_data\": %s}}], ";
    assertRefused(
        infer(json(output.formatted(option), "UINT8", "[1, 28, 28]", 784), new byte[784]),
        "outputs[0].parameters.binary_data must be true or false");
  }
}
