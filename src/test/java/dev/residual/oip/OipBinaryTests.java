package dev.residual.oip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.inference.StubModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Tests the protocol's binary data extension, which clients of Triton use by default. */
@WebMvcTest(OipController.class)
class OipBinaryTests extends OipBinary {

  @Test
  void requestAndResponseInBytes() {
    byte[] images = new byte[2 * 784];
    images[784] = 9;

    MvcTestResult answer = infer(json(ALL, "UINT8", "[2, 28, 28]", 1568), images);

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
                .formatted(StubModel.ID));
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
  void floatsAreRounded(String shape, float first, int expected) {
    assertThat(infer(json("", "FP32", shape, 3136), floats(first)))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_JSON)
        .doesNotContainHeader(LENGTH)
        .bodyJson()
        .extractingPath("$.outputs[1].data[0]")
        .isEqualTo("label " + expected);
  }

  @Test
  void bytesAreUnsigned() {
    byte[] image = new byte[784];
    image[0] = (byte) 199;

    assertThat(infer(json("", "UINT8", "[1, 28, 28]", 784), image))
        .bodyJson()
        .extractingPath("$.outputs[1].data[0]")
        .isEqualTo("label 9");
  }

  @Test
  void outputsMayMixBytesAndJson() {
    String outputs =
        """
        "outputs": [{"name": "label", "parameters": {"binary_data": false}}, \
        {"name": "probabilities", "parameters": {"binary_data": true}}], """;

    for (String options : new String[] {outputs, ALL + outputs}) {
      MvcTestResult answer = infer(json(options, "UINT8", "[1, 28, 28]", 784), new byte[784]);

      assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_OCTET_STREAM);
      head(answer).extractingPath("$.outputs[0].data[0]").isEqualTo("label 0");
      head(answer).doesNotHavePath("$.outputs[0].parameters");
      head(answer).doesNotHavePath("$.outputs[1].data");
      assertThat(tail(answer).getFloat()).isEqualTo(0.625f);
      assertThat(tail(answer).remaining()).isEqualTo(40);
    }
  }

  @Test
  void outputWithoutFlagFollowsTheRequest() {
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
  void jsonRequestMayGetBytes() {
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

  /** Clients of Triton and KServe send requests without bytes like this. */
  @ParameterizedTest
  @ValueSource(strings = {"", MediaType.APPLICATION_OCTET_STREAM_VALUE})
  void jsonNeedsNoContentType(String type) {
    assertThat(post(INFER, type.isEmpty() ? null : type, null, written("", "").getBytes(UTF_8)))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_JSON);
  }

  @Test
  void jsonLengthCountsBytes() {
    MvcTestResult answer =
        infer(json("\"id\": \"4 ü\", " + ALL, "UINT8", "[1, 28, 28]", 784), new byte[784]);

    head(answer).extractingPath("$.id").isEqualTo("4 ü");
    assertThat(tail(answer).remaining()).isEqualTo(51);
  }

  @Test
  void bytesAreReadForEachSupportedContentType() {
    byte[] body = joined(json("", "UINT8", "[1, 28, 28]", 784), new byte[784]);
    String length = String.valueOf(body.length - 784);

    assertThat(post(INFER, MediaType.APPLICATION_JSON_VALUE, length, body)).hasStatusOk();
    assertThat(post(INFER, null, length, body)).hasStatusOk();
    assertThat(post(INFER, MediaType.TEXT_PLAIN_VALUE, length, body))
        .hasStatus(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void versionAcceptsAndReturnsBytes() {
    byte[] body = joined(json(ALL, "UINT8", "[1, 28, 28]", 784), new byte[784]);
    String uri = "/v2/models/default/versions/%s/infer".formatted(StubModel.ID);

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
  void rawImagesAreAnsweredInBytes() {
    byte[] images = new byte[2 * 784];

    MvcTestResult answer = raw("0", images);

    assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_OCTET_STREAM);
    head(answer).extractingPath("$.outputs[0].shape[0]").isEqualTo(2);
    assertThat(tail(answer).remaining()).isEqualTo(102);
    assertRefused(
        raw("0", new byte[785]),
        "body must have 784 bytes for each image, 28 rows of 28 gray values, had 785");
    assertError(
        raw("0", new byte[65 * 784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 images, had 65");
  }

  @Test
  void atMost64ImagesAreAccepted() {
    assertThat(infer(json("", "FP32", "[64, 28, 28]", 64 * 3136), new byte[64 * 3136]))
        .hasStatusOk();
    assertError(
        infer(json("", "UINT8", "[65, 28, 28]", 65 * 784), new byte[65 * 784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 images, had 65");
    assertError(
        infer(json("", "UINT8", "[%d, 28, 28]".formatted(Long.MAX_VALUE), 784), new byte[784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 images, had " + Long.MAX_VALUE);
  }
}
