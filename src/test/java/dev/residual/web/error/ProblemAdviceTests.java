package dev.residual.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Paths, methods and media types that are not known, and failures of the service itself. */
class ProblemAdviceTests extends ErrorResponses {

  @Test
  void unknownPathIsNotFound() {
    MvcTestResult answer = http.get().uri("/nowhere/at-all").exchange();

    assertProblem(answer, HttpStatus.NOT_FOUND, "no-such-path");
    assertThat(answer).bodyJson().extractingPath("$.instance").isEqualTo("/nowhere/at-all");
  }

  @ParameterizedTest
  @CsvSource({
    "/cars/, /cars",
    "/cars//, /cars",
    "/Cars, /cars",
    "/cars/00000000-0000-0000-0000-000000000001/, /cars/00000000-0000-0000-0000-000000000001"
  })
  void misspelledPathIsNamedWithTheOneThatWasMeant(String asked, String meant) {
    assertThat(http.get().uri(URI.create(asked)))
        .hasStatus(HttpStatus.NOT_FOUND)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .startsWith("Nothing is at %s. Did you mean %s?".formatted(asked, meant));
  }

  @Test
  void unsupportedMethodIsRefusedAndTheAllowedOnesAreNamed() {
    MvcTestResult answer = http.put().uri("/cars").exchange();

    assertProblem(answer, HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed");
    assertThat(answer.getResponse().getHeader(HttpHeaders.ALLOW)).contains("GET", "POST");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo("PUT is not allowed here. Allowed are: GET, POST.");
  }

  @Test
  void unsupportedMediaTypeIsRefused() {
    assertProblem(
        http.post().uri("/cars").contentType(MediaType.TEXT_PLAIN).content("car").exchange(),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "a/b/c", "application/json; charset=bogus"})
  void malformedMediaTypeIsCalledUnreadable(String type) {
    MvcTestResult answer =
        http.post().uri("/cars").header("Content-Type", type).content("{}").exchange();

    assertProblem(answer, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .startsWith("The Content-Type could not be read, was \"" + type);
  }

  @Test
  void missingMediaTypeIsCalledMissing() {
    assertThat(http.post().uri("/cars").content("{}"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .endsWith(", was not given.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/yaml", "application/xml", "application/cbor"})
  void jsonIsTheOnlyFormOfObjects(String type) {
    assertProblem(
        http.post().uri("/cars").header("Content-Type", type).content("wheels: 4").exchange(),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type");
    assertProblem(
        http.get().uri("/cars").header("Accept", type).exchange(),
        HttpStatus.NOT_ACCEPTABLE,
        "not-acceptable");
  }

  @Test
  void unacceptableAnswerIsAProblem() {
    assertProblem(
        http.get().uri(CAR + "/sheet?colour=RED").accept(MediaType.IMAGE_PNG).exchange(),
        HttpStatus.NOT_ACCEPTABLE,
        "not-acceptable");
  }

  @Test
  void errorIsAProblemWhateverTheClientAccepts() {
    assertProblem(
        http.get().uri("/cars/abc").accept(MediaType.TEXT_EVENT_STREAM).exchange(),
        HttpStatus.BAD_REQUEST,
        "invalid-request");
  }

  @Test
  void overloadHasRetryAfter() {
    MvcTestResult answer = http.get().uri("/busy").exchange();

    assertProblem(answer, HttpStatus.SERVICE_UNAVAILABLE, "overloaded");
    assertThat(answer.getResponse().getHeader(HttpHeaders.RETRY_AFTER)).isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource({
    "/database/unreachable, database-unavailable",
    "/database/broken, database-unavailable",
    "/database/impatient, database-unavailable",
    "/database/thrown-away, database-unavailable",
    "/late, timed-out"
  })
  void temporaryFailureHasRetryAfter(String uri, String code) {
    MvcTestResult answer = http.get().uri(uri).exchange();

    assertProblem(answer, HttpStatus.SERVICE_UNAVAILABLE, code);
    assertThat(answer.getResponse().getHeader(HttpHeaders.RETRY_AFTER)).isEqualTo("5");
    assertShowsNoInternals(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conflicts/version",
        "conflicts/lock",
        "violations/23505", // a duplicate key
        "violations/23503", // a reference
        "violations/23506" // a reference to nothing, in H2
      })
  void concurrentModificationIsAConflict(String path) {
    MvcTestResult answer = http.post().uri("/" + path).exchange();

    assertProblem(answer, HttpStatus.CONFLICT, "concurrent-modification");
    assertShowsNoInternals(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22001", // a value that is too long
        "22021", // the character U+0000, in PostgreSQL
        "23502" // no value where there must be one
      })
  void valueThatTheDatabaseRefusesIsAnInternalError(String state) {
    MvcTestResult answer = http.post().uri("/violations/" + state).exchange();

    assertProblem(answer, HttpStatus.INTERNAL_SERVER_ERROR, "internal-error");
    assertShowsNoInternals(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/broken", "/overflow"})
  void internalErrorShowsOnlyAReferenceToTheLog(String uri, CapturedOutput log) {
    MvcTestResult answer = http.get().uri(uri).exchange();

    assertProblem(answer, HttpStatus.INTERNAL_SERVER_ERROR, "internal-error");
    assertThat(log)
        .contains("reference " + read(answer, "$.reference"))
        .contains("at dev.residual");
    assertShowsNoInternals(answer);
  }

  @Test
  void disconnectedClientIsNoError(CapturedOutput log) {
    assertThat(http.get().uri("/gone").exchange()).body().isEmpty();
    assertThat(log).doesNotContain("Broken pipe");
  }
}
