package dev.residual.oip;

import static dev.residual.inference.Tensors.black;
import static dev.residual.oip.OipClient.INFER;
import static dev.residual.oip.OipClient.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.residual.inference.ModelCache;
import dev.residual.inference.ModelResolver;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.AliasesChanged;
import dev.residual.model.ModelRegistry;
import dev.residual.model.ModelVerificationException;
import dev.residual.storage.ArtifactException;
import jakarta.servlet.RequestDispatcher;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@ServingTest
class OipErrorTests {

  @Autowired OipClient oip;
  @Autowired MockMvcTester http;
  @Autowired ModelResolver names;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void unreadableBodyIsRefused() {
    assertError(oip.infer("{"), HttpStatus.BAD_REQUEST, "it ends too early at line 1, column 2");
    assertError(oip.infer(""), HttpStatus.BAD_REQUEST, "A body is required.");
    assertError(
        oip.infer(" ".repeat((1 << 20) + 1)),
        HttpStatus.CONTENT_TOO_LARGE,
        "The body is too large. At most 1048576 bytes are read.");
    assertError(
        http.post().uri(INFER).contentType(MediaType.TEXT_PLAIN).content(black("")).exchange(),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "The Content-Type must be one of [application/json, application/octet-stream],"
            + " was text/plain.");
  }

  @Test
  void requestErrorsHaveTheFormOfTheProtocol() {
    assertError(
        oip.get(INFER),
        HttpStatus.METHOD_NOT_ALLOWED,
        "GET is not allowed here. Allowed are: POST.");
    assertError(
        http.get().uri("/v2/models/default").accept(MediaType.IMAGE_PNG).exchange(),
        HttpStatus.NOT_ACCEPTABLE,
        "No answer has a type that the Accept header allows. Available are [application/json,");
    assertError(
        oip.get("/v2/models/default?verbose=1"),
        HttpStatus.BAD_REQUEST,
        "verbose is not a known parameter; none is known here");
    for (String path : new String[] {"/v2/nothing", "/v2/models/default/trace"}) {
      assertError(
          oip.get(path),
          HttpStatus.NOT_FOUND,
          "Nothing is at %s. All endpoints are listed at /swagger-ui.html.".formatted(path));
    }
  }

  @Test
  void crossSiteRefusalHasTheFormOfTheProtocol() {
    assertError(
        http.post().uri(INFER).header("Sec-Fetch-Site", "cross-site").exchange(),
        HttpStatus.FORBIDDEN,
        "POST is refused from a page of another site");
  }

  @Test
  void errorPageHasTheFormOfTheFailedRequest() {
    assertError(
        http.get()
            .uri("/error")
            .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 400)
            .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/v2/models")
            .exchange(),
        HttpStatus.BAD_REQUEST,
        "The request is not valid HTTP.");
  }

  @Test
  void errorPageSeesThePrefixInOneOfThePathsOnly() {
    for (String uri : new String[] {"/v2/models", "/ml/v2/models"}) {
      assertError(
          http.get()
              .uri("/ml/error")
              .contextPath("/ml")
              .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 400)
              .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, uri)
              .exchange(),
          HttpStatus.BAD_REQUEST,
          "The request is not valid HTTP.");
    }
  }

  @Test
  void illFormedTextIsRefused() {
    assertError(
        oip.infer(black("\"id\": \"\\ud800\", ")),
        HttpStatus.BAD_REQUEST,
        "id is refused: it is not well-formed Unicode");
  }

  @Test
  void otherPathsKeepTheirForm() {
    for (String path : new String[] {"/v21", "/v3/v2/models"}) {
      assertThat(oip.get(path))
          .hasStatus(HttpStatus.NOT_FOUND)
          .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    }
  }

  @Test
  void missingDefaultModelPointsToJobs() {
    given(registry.find("default")).willReturn(Optional.empty());
    names.invalidate(new AliasesChanged());

    assertThat(oip.infer(black("")))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyJson()
        .extractingPath("$.error")
        .asString()
        .contains("POST /jobs");
  }

  @Test
  void timeoutHasRetryAfter() throws Exception {
    given(models.acquire(any(), any())).willThrow(new TimeoutException());

    MvcTestResult answer = oip.infer(black(""));

    assertError(
        answer, HttpStatus.SERVICE_UNAVAILABLE, "The answer was not ready within 60.0 seconds");
    assertThat(answer).hasHeader("Retry-After", "1");
  }

  @Test
  void damagedWeightsAreAConflict() throws Exception {
    given(models.acquire(any(), any())).willThrow(mock(ArtifactException.class));

    assertError(
        oip.infer(black("")), HttpStatus.CONFLICT, "A file of the model is missing or damaged");
  }

  @Test
  void failedVerificationIsAConflict() throws Exception {
    given(models.acquire(any(), any())).willThrow(new ModelVerificationException("differs by 0.7"));

    MvcTestResult answer = oip.infer(black(""));

    assertError(
        answer,
        HttpStatus.CONFLICT,
        "The model does not reproduce the outputs recorded when it was trained");
    assertThat(answer).bodyText().doesNotContain("0.7");
  }

  @Test
  void internalErrorShowsOnlyAReference() throws Exception {
    given(models.acquire(any(), any())).willThrow(new IllegalStateException("secret"));

    MvcTestResult answer = oip.infer(black(""));

    assertError(answer, HttpStatus.INTERNAL_SERVER_ERROR, "The log has its cause under reference");
    assertThat(answer).bodyText().doesNotContain("secret");
  }
}
