package dev.residual.model.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ResidualTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Posts the file that PyTorch has written, and variants of it. */
@ResidualTest
abstract class PostedModels {

  static final String ARCHITECTURE =
      """
      {"block": "bottleneck", "blocks": [1, 2], "channels": [4, 8], "stem": "small"}
      """;

  static final Map<String, String> KNOWN = Map.of("architecture", ARCHITECTURE);

  @Autowired MockMvcTester mvc;
  @Autowired JsonMapper json;
  @Autowired JdbcClient jdbc;

  @AfterEach
  void clear() {
    jdbc.sql("delete from model_alias").update();
    jdbc.sql("delete from model").update();
  }

  static long count(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  MvcTestResult post(Map<String, String> parameters, byte[] file) {
    return post(uri(parameters), file);
  }

  MvcTestResult post(URI uri, byte[] file) {
    return mvc.post().uri(uri).content(file).exchange();
  }

  static URI uri(Map<String, String> parameters) {
    UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/models");
    parameters.forEach((name, value) -> uri.queryParam(name, encoded(value)));
    return uri.build(true).toUri();
  }

  static String encoded(String value) {
    return UriUtils.encode(value, StandardCharsets.UTF_8);
  }

  static byte[] pixels(int count) {
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) (i * 7);
    }
    return pixels;
  }

  byte[] weights(String id) {
    return mvc.get()
        .uri("/models/{id}/weights", id)
        .exchange()
        .getResponse()
        .getContentAsByteArray();
  }

  String id(MvcTestResult answer) throws Exception {
    return body(answer).path("id").asString();
  }

  JsonNode body(MvcTestResult answer) throws Exception {
    return json.readTree(answer.getResponse().getContentAsByteArray());
  }

  static void assertProblem(MvcTestResult answer, int status, String code, String detail) {
    assertThat(answer)
        .hasStatus(status)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .isLenientlyEqualTo("{\"code\": \"%s\"}".formatted(code));
    assertThat(answer).bodyJson().extractingPath("$.detail").asString().contains(detail);
  }
}
