package dev.residual.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.model.Registry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The protocol's extension for tensors as bytes, which clients of Triton use unless told. */
@WebMvcTest(OipController.class)
@Import(Serving.class)
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
class OipBinaryTests {

  private static final String INFER = "/v2/models/default/infer";
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final String ALL = "\"parameters\": {\"binary_data_output\": true}, ";

  @Autowired MockMvcTester http;
  @MockitoBean Registry registry;
  @MockitoBean PreparedModels models;

  @BeforeEach
  void aModelIsThere() throws Exception {
    StandIn.serves(registry, models);
  }

  @Test
  void bytesGoInAndBytesComeOut() {
    byte[] pictures = new byte[2 * 784];
    pictures[784] = 9;

    MvcTestResult answer = infer(json(ALL, "UINT8", "[2, 28, 28]", 1568), pictures);

    assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_OCTET_STREAM);
    head(answer)
        .isStrictlyEqualTo(
            """
            {"model_name": "default", "model_version": "%s",
             "outputs": [
               {"name": "probabilities", "datatype": "FP32", "shape": [2, 10],
                "parameters": {"binary_data_size": 80}},
               {"name": "label", "datatype": "BYTES", "shape": [2],
                "parameters": {"binary_data_size": 22}}]}
            """
                .formatted(StandIn.ID));
    ByteBuffer bytes = tail(answer);
    for (String label : new String[] {"label 0", "label 9"}) {
      float[] probabilities = new float[10];
      bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(probabilities);
      assertThat(probabilities[label.charAt(6) - '0']).isEqualTo(0.625f);
      assertThat(probabilities[5]).isEqualTo(0.01f * 5);
      bytes.position(bytes.position() + 40);
    }
    for (String label : new String[] {"label 0", "label 9"}) {
      assertThat(bytes.getInt()).isEqualTo(7);
      byte[] text = new byte[7];
      bytes.get(text);
      assertThat(text).asString(UTF_8).isEqualTo(label);
    }
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'[1, 28, 28]', 7, 7",
    "'[1, 1, 28, 28]', 6.5, 7",
    "'[1, 28, 28]', 7.49, 7",
    "'[1, 1, 28, 28]', 255, 5"
  })
  void floatsAreGreyValuesTooAndAreRounded(String shape, float first, int expected) {
    assertThat(infer(json("", "FP32", shape, 3136), floats(first)))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_JSON)
        .doesNotContainHeader(LENGTH)
        .bodyJson()
        .extractingPath("$.outputs[1].data[0]")
        .isEqualTo("label " + expected);
  }

  @Test
  void bytesAboveTheHalfAreBrightAndNotNegative() {
    byte[] picture = new byte[784];
    picture[0] = (byte) 199;

    assertThat(infer(json("", "UINT8", "[1, 28, 28]", 784), picture))
        .bodyJson()
        .extractingPath("$.outputs[1].data[0]")
        .isEqualTo("label 9");
  }

  @Test
  void anOutputMayComeAsBytesAndTheOtherAsJson() {
    String outputs =
        """
        "outputs": [{"name": "label", "parameters": {"binary_data": false}}, \
        {"name": "probabilities", "parameters": {"binary_data": true}}], """;

    for (String wishes : new String[] {outputs, ALL + outputs}) {
      MvcTestResult answer = infer(json(wishes, "UINT8", "[1, 28, 28]", 784), new byte[784]);

      assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_OCTET_STREAM);
      head(answer).extractingPath("$.outputs[0].data[0]").isEqualTo("label 0");
      head(answer).doesNotHavePath("$.outputs[0].parameters");
      head(answer).doesNotHavePath("$.outputs[1].data");
      assertThat(tail(answer).getFloat()).isEqualTo(0.625f);
      assertThat(tail(answer).remaining()).isEqualTo(40);
    }
  }

  @Test
  void anOutputThatDoesNotSayComesAsAllDo() {
    String outputs =
        """
        "outputs": [{"name": "label"}, \
        {"name": "probabilities", "parameters": {"binary_data": false}}], """;

    MvcTestResult answer = infer(json(ALL + outputs, "UINT8", "[1, 28, 28]", 784), new byte[784]);

    head(answer).extractingPath("$.outputs[0].parameters.binary_data_size").isEqualTo(11);
    head(answer).extractingPath("$.outputs[1].data.length()").isEqualTo(10);
    assertThat(tail(answer).getInt()).isEqualTo(7);
  }

  @Test
  void numbersGoInAsJsonAndTheAnswerComesAsBytes() {
    String body = written(ALL, "");

    for (MvcTestResult answer :
        new MvcTestResult[] {
          post(INFER, MediaType.APPLICATION_JSON_VALUE, null, body.getBytes(UTF_8)),
          post(INFER, null, String.valueOf(body.length()), body.getBytes(UTF_8))
        }) {
      assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_OCTET_STREAM);
      assertThat(tail(answer).remaining()).isEqualTo(51);
    }
  }

  /** As clients of Triton and KServe send what has no bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"", MediaType.APPLICATION_OCTET_STREAM_VALUE})
  void jsonNeedsNoContentTypeThatTellsOfIt(String type) {
    assertThat(post(INFER, type.isEmpty() ? null : type, null, written("", "").getBytes(UTF_8)))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_JSON);
  }

  /** The lengths are of bytes and not of characters. */
  @Test
  void theIdOfTheRequestComesBackInAnyAlphabet() {
    MvcTestResult answer =
        infer(json("\"id\": \"4 ü\", " + ALL, "UINT8", "[1, 28, 28]", 784), new byte[784]);

    head(answer).extractingPath("$.id").isEqualTo("4 ü");
    assertThat(tail(answer).remaining()).isEqualTo(51);
  }

  @Test
  void whateverTypeTheClientNamesTheBytesAreRead() {
    byte[] body = joined(json("", "UINT8", "[1, 28, 28]", 784), new byte[784]);
    String length = String.valueOf(body.length - 784);

    assertThat(post(INFER, MediaType.APPLICATION_JSON_VALUE, length, body)).hasStatusOk();
    assertThat(post(INFER, null, length, body)).hasStatusOk();
    assertThat(post(INFER, MediaType.TEXT_PLAIN_VALUE, length, body))
        .hasStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void aVersionTakesAndGivesBytesToo() {
    byte[] body = joined(json(ALL, "UINT8", "[1, 28, 28]", 784), new byte[784]);
    String uri = "/v2/models/default/versions/%s/infer".formatted(StandIn.ID);

    assertThat(
            post(
                uri,
                MediaType.APPLICATION_OCTET_STREAM_VALUE,
                String.valueOf(body.length - 784),
                body))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_OCTET_STREAM);
  }

  @Test
  void picturesWithoutAnyJsonAreAnsweredInBytes() {
    byte[] pictures = new byte[2 * 784];

    MvcTestResult answer = raw("0", pictures);

    assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_OCTET_STREAM);
    head(answer).extractingPath("$.outputs[0].shape[0]").isEqualTo(2);
    assertThat(tail(answer).remaining()).isEqualTo(102);
    assertRefused(
        raw("0", new byte[785]),
        "body must have 784 bytes for each picture, 28 rows of 28 grey values, had 785");
    assertError(
        raw("0", new byte[65 * 784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 pictures, had 65");
  }

  @Test
  void sixtyFourPicturesAreTakenAndNoMore() {
    assertThat(infer(json("", "FP32", "[64, 28, 28]", 64 * 3136), new byte[64 * 3136]))
        .hasStatusOk();
    assertError(
        infer(json("", "UINT8", "[65, 28, 28]", 65 * 784), new byte[65 * 784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 pictures, had 65");
    assertError(
        infer(json("", "UINT8", "[%d, 28, 28]".formatted(Long.MAX_VALUE), 784), new byte[784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 pictures, had " + Long.MAX_VALUE);
  }

  @Test
  void aBodyOfBytesHasTheLimitOfEveryBody() {
    assertError(
        raw("100", new byte[(1 << 20) + 1]),
        HttpStatus.CONTENT_TOO_LARGE,
        "The body is too large; at most 1048576 bytes are read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+5", "1.5", "0x10", " ", "many", "785", "2147483648", "1e2"})
  void aLengthThatIsNoneOfThisBodyIsRefused(String length) {
    assertRefused(
        raw(length, new byte[784]),
        LENGTH
            + " must be the number of bytes that are JSON, from 0 to the body's 784, was "
            + length);
  }

  @Test
  void aLengthThatIsGivenTwiceOrIsVeryLongIsRefused() {
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
  void aLengthThatIsNotWhereTheJsonEndsIsRefused() {
    byte[] body = joined(json("", "UINT8", "[1, 28, 28]", 784), new byte[784]);
    int length = body.length - 784;

    assertRefused(
        raw(String.valueOf(length - 2), body),
        "The body is not JSON as we read it: it ends too early");
    assertRefused(raw(String.valueOf(length + 1), body), "The body is not JSON as we read it:");
    assertRefused(raw("4", joined("null", new byte[784])), "A body is required");
    assertRefused(raw("2", joined("{}", new byte[784])), "inputs must be one tensor named image");
    assertRefused(raw("1", new byte[0]), "A body is required");
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 784, 783, 'must be 783, for as many bytes follow the JSON, was 784'",
    "UINT8, 784, 785, 'must be 785, for as many bytes follow the JSON, was 784'",
    "UINT8, 784, 0, 'must be 0, for as many bytes follow the JSON, was 784'",
    "UINT8, 9223372036854775807, 784,"
        + " 'must be 784, for as many bytes follow the JSON, was 9223372036854775807'",
    "UINT8, 783, 783, 'must be 784 as shape and datatype say, was 783'",
    "UINT8, 0, 0, 'must be 784 as shape and datatype say, was 0'",
    "UINT8, 3136, 3136, 'must be 784 as shape and datatype say, was 3136'",
    "FP32, 784, 784, 'must be 3136 as shape and datatype say, was 784'",
    "UINT8, -1, 784, 'must be a whole number of bytes'",
    "UINT8, 784.0, 784, 'must be a whole number of bytes'",
    "UINT8, '\"784\"', 784, 'must be a whole number of bytes'",
    "UINT8, null, 784, 'must be a whole number of bytes'",
    "UINT8, 99999999999999999999, 784, 'must be a whole number of bytes'",
  })
  void aSizeThatIsNotThatOfTheDataIsRefused(
      String datatype, String size, int bytes, String message) {
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
        "body has 3 bytes after the JSON, and no binary_data_size that tells of them");
    assertRefused(
        infer(
            json("", "UINT8", "[1, 28, 28]", 784).replace("binary_data_size", "size"),
            new byte[784]),
        "inputs[0].parameters.size is not a known parameter; known is binary_data_size");
    assertRefused(
        infer(
            json("", "UINT8", "[1, 28, 28]", 784).replaceAll(", \"parameters.*?}", ""),
            new byte[0]),
        "inputs[0].data must be a list of numbers, was not given");
  }

  @Test
  void bytesThatNoHeaderTellsOfAreRefused() {
    String json = json("", "UINT8", "[1, 28, 28]", 784);

    assertRefused(
        post(INFER, MediaType.APPLICATION_JSON_VALUE, null, json.getBytes(UTF_8)),
        LENGTH + " must be given as a header with inputs[0].parameters.binary_data_size");
    assertRefused(
        post(INFER, null, null, joined(json, new byte[784])),
        "The body is not JSON as we read it:");
    assertRefused(post(INFER, null, null, new byte[784]), "The body is not JSON as we read it:");
  }

  @Test
  void whatTheJsonLacksIsToldAsWithoutBytes() {
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
  void aFloatThatIsNoGreyValueIsRefusedByItsPlace(float value, String shown) {
    byte[] pictures = joined(floats(0), floats(value));

    assertRefused(
        infer(json("", "FP32", "[2, 28, 28]", 6272), pictures),
        "inputs[0].data[784] must be between 0 and 255, was " + shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"true\"", "null", "[]"})
  void aWishForBytesIsTrueOrFalse(String wish) {
    assertRefused(
        infer(json(ALL.replace("true", wish), "UINT8", "[1, 28, 28]", 784), new byte[784]),
        "parameters.binary_data_output must be true or false");
    String output = "\"outputs\": [{\"name\": \"label\", \"parameters\": {\"binary_data\": %s}}], ";
    assertRefused(
        infer(json(output.formatted(wish), "UINT8", "[1, 28, 28]", 784), new byte[784]),
        "outputs[0].parameters.binary_data must be true or false");
  }

  private MvcTestResult infer(String json, byte[] bytes) {
    return raw(String.valueOf(json.getBytes(UTF_8).length), joined(json, bytes));
  }

  private MvcTestResult raw(String length, byte[] body) {
    return post(INFER, MediaType.APPLICATION_OCTET_STREAM_VALUE, length, body);
  }

  private MvcTestResult post(
      String uri, @Nullable String type, @Nullable String length, byte[] body) {
    var request = http.post().uri(uri).content(body);
    if (type != null) {
      request = request.header("Content-Type", type);
    }
    if (length != null) {
      request = request.header(LENGTH, length);
    }
    return request.exchange();
  }

  private static String json(String wishes, String datatype, String shape, int size) {
    return """
        {%s"inputs": [{"name": "image", "datatype": "%s", "shape": %s, \
        "parameters": {"binary_data_size": %d}}]}"""
        .formatted(wishes, datatype, shape, size);
  }

  private static String written(String wishes, String parameters) {
    return """
        {%s"inputs": [{"name": "image", "datatype": "UINT8", "shape": [1, 28, 28], %s\
        "data": %s}]}"""
        .formatted(wishes, parameters, Arrays.toString(new byte[784]));
  }

  /** A picture that begins with a value and is black for the rest. */
  private static byte[] floats(float first) {
    return ByteBuffer.allocate(3136).order(ByteOrder.LITTLE_ENDIAN).putFloat(first).array();
  }

  private static byte[] joined(String json, byte[] bytes) {
    return joined(json.getBytes(UTF_8), bytes);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static JsonContentAssert head(MvcTestResult answer) {
    byte[] body = answer.getResponse().getContentAsByteArray();
    return new JsonContentAssert(new JsonContent(new String(body, 0, jsonLength(answer), UTF_8)));
  }

  private static ByteBuffer tail(MvcTestResult answer) {
    byte[] body = answer.getResponse().getContentAsByteArray();
    return ByteBuffer.wrap(Arrays.copyOfRange(body, jsonLength(answer), body.length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int jsonLength(MvcTestResult answer) {
    return Integer.parseInt(answer.getResponse().getHeader(LENGTH));
  }

  private static void assertRefused(MvcTestResult answer, String message) {
    assertError(answer, HttpStatus.BAD_REQUEST, message);
  }

  private static void assertError(MvcTestResult answer, HttpStatus status, String message) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_JSON);
    assertThat(answer).bodyJson().extractingPath("$.length()").isEqualTo(1);
    assertThat(answer).bodyJson().extractingPath("$.error").asString().contains(message);
  }
}
