package dev.residual.oip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.inference.ModelCache;
import dev.residual.inference.Serving;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Base of tests that send tensors as bytes to a stub model. */
@Import(Serving.class)
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
abstract class OipBinary {

  static final String INFER = "/v2/models/default/infer";
  static final String LENGTH = "Inference-Header-Content-Length";
  static final String ALL = "\"parameters\": {\"binary_data_output\": true}, ";

  @Autowired MockMvcTester http;
  @MockitoBean ModelRegistry registry;
  @MockitoBean ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  MvcTestResult infer(String json, byte[] bytes) {
    return raw(String.valueOf(json.getBytes(UTF_8).length), joined(json, bytes));
  }

  MvcTestResult raw(String length, byte[] body) {
    return post(INFER, MediaType.APPLICATION_OCTET_STREAM_VALUE, length, body);
  }

  MvcTestResult post(String uri, @Nullable String type, @Nullable String length, byte[] body) {
    var request = http.post().uri(uri).content(body);
    if (type != null) {
      request = request.header("Content-Type", type);
    }
    if (length != null) {
      request = request.header(LENGTH, length);
    }
    return request.exchange();
  }

  static String json(String options, String datatype, String shape, int size) {
    return """
        {%s"inputs": [{"name": "image", "datatype": "%s", "shape": %s, \
        "parameters": {"binary_data_size": %d}}]}"""
        .formatted(options, datatype, shape, size);
  }

  static String written(String options, String parameters) {
    return """
        {%s"inputs": [{"name": "image", "datatype": "UINT8", "shape": [1, 28, 28], %s\
        "data": %s}]}"""
        .formatted(options, parameters, Arrays.toString(new byte[784]));
  }

  /** Returns an image of floats whose first pixel has a value and whose others are black. */
  static byte[] floats(float first) {
    return ByteBuffer.allocate(3136).order(ByteOrder.LITTLE_ENDIAN).putFloat(first).array();
  }

  static byte[] joined(String json, byte[] bytes) {
    return joined(json.getBytes(UTF_8), bytes);
  }

  static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  static JsonContentAssert head(MvcTestResult answer) {
    byte[] body = answer.getResponse().getContentAsByteArray();
    return new JsonContentAssert(new JsonContent(new String(body, 0, jsonLength(answer), UTF_8)));
  }

  static ByteBuffer tail(MvcTestResult answer) {
    byte[] body = answer.getResponse().getContentAsByteArray();
    return ByteBuffer.wrap(Arrays.copyOfRange(body, jsonLength(answer), body.length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  static int jsonLength(MvcTestResult answer) {
    return Integer.parseInt(answer.getResponse().getHeader(LENGTH));
  }

  static void assertRefused(MvcTestResult answer, String message) {
    assertError(answer, HttpStatus.BAD_REQUEST, message);
  }

  static void assertError(MvcTestResult answer, HttpStatus status, String message) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_JSON);
    assertThat(answer).bodyJson().extractingPath("$.length()").isEqualTo(1);
    assertThat(answer).bodyJson().extractingPath("$.error").asString().contains(message);
  }
}
