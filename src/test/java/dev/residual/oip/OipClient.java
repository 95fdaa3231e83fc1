package dev.residual.oip;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Sends requests of the Open Inference Protocol. */
public record OipClient(MockMvcTester http) {

  static final String INFER = "/v2/models/default/infer";

  MvcTestResult infer(String body) {
    return post(INFER, body);
  }

  MvcTestResult post(String uri, String body) {
    return http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  MvcTestResult get(String uri) {
    return http.get().uri(uri).exchange();
  }

  static void assertError(MvcTestResult answer, HttpStatus status, String message) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_JSON);
    assertThat(answer).bodyJson().extractingPath("$.length()").isEqualTo(1);
    assertThat(answer).bodyJson().extractingPath("$.error").asString().contains(message);
  }
}
