package dev.residual.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Bodies that are refused, and what their errors say. */
class BodyErrorTests extends ErrorResponses {

  private static final int MEGABYTE = 1 << 20;

  @Test
  void validBodyIsAccepted() {
    assertThat(post("{\"wheels\": 4, \"colour\": \"RED\", \"engine\": {\"power\": 70}}"))
        .hasStatusOk();
  }

  @Test
  void unknownFieldIsRefusedAndTheKnownOnesAreNamed() {
    assertRefused(
        post("{\"wheels\": 4, \"engine\": {\"rate\": 1}}"),
        "engine.rate",
        "is not a known field; known are name, power, cylinders");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{`wheels`: `two`} | wheels | must be a whole number, was `two`",
        "{`wheels`: `2`} | wheels | must be a whole number, was `2`",
        "{`wheels`: 2.7} | wheels | must be a whole number, was 2.7",
        "{`wheels`: true} | wheels | must be a whole number, was true",
        "{`wheels`: null} | wheels | must be a whole number, was null",
        "{`wheels`: [2]} | wheels | must be a whole number, was a list",
        "{`wheels`: {}} | wheels | must be a whole number, was an object",
        "{`wheels`: 12345678901} | wheels | is too large for a whole number",
        "{`wheels`: 4, `name`: 5} | name | must be a string, was 5",
        "{`wheels`: 4, `name`: {}} | name | must be a string, was an object",
        "{`wheels`: 4, `colour`: `BLUE`} | colour | must be one of RED, GREEN, was `BLUE`",
        "{`wheels`: 4, `colour`: 1} | colour | must be one of RED, GREEN, was 1",
        "{`wheels`: 4, `colour`: ``} | colour | must be one of RED, GREEN, was ``",
        "{`wheels`: 4, `engine`: 3} | engine | must be an object, was a number",
        "{`wheels`: 4, `engine`: ``} | engine | must be an object, was ``",
        "{`wheels`: 4, `engine`: {`power`: `NaN`}} | engine.power | must be a number, was `NaN`",
        "{`wheels`: 4, `engine`: {`power`: `7`}} | engine.power | must be a number, was `7`",
        "{`wheels`: 4, `engine`: {`power`: 1e999}} | engine.power"
            + " | must be a number, was Infinity",
        "{`wheels`: 4, `engine`: {`power`: []}} | engine.power | must be a number, was a list",
        "{`wheels`: 4, `spares`: {}} | spares | must be a list, was an object",
        "{`wheels`: 4, `spares`: [{}, 7]} | spares[1] | must be an object, was a number",
        "{`wheels`: 4, `built`: `noon`} | built"
            + " | must be a time such as 2026-01-31T12:00:00Z, was `noon`",
        "{`wheels`: 4, `seats`: {`count`: 50}} | seats"
            + " | is refused: 50 seats make a bus; at most 9 are known",
        "{`wheels`: 4, `seats`: {`count`: -1}} | seats | is invalid",
        "{`wheels`: 4, `name`: `\\ud800`} | name"
            + " | is refused: it is not well-formed Unicode, as it has half of a surrogate pair",
        "[] | body | must be an object, was a list",
        "3 | body | must be an object, was a number",
        "{`wheels`: 0} | wheels | must be greater than or equal to 1, was 0",
        "{`wheels`: 4, `engine`: {`cylinders`: 13}} | engine.cylinders"
            + " | must be between 1 and 12, was 13",
        "{`wheels`: 4, `spares`: [{`cylinders`: 0}]} | spares[0].cylinders"
            + " | must be between 1 and 12, was 0",
      })
  void invalidFieldIsNamedWithItsValue(String body, String field, String message) {
    assertRefused(post(body.replace('`', '"')), field, message.replace('`', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{`wheels`: 4 | it ends too early at line 1",
        "{`wheels`: four} | it could not be parsed at line 1, column 12",
        "{`wheels`: NaN} | it could not be parsed at line 1",
        "{`wheels`: 4} {} | something follows after its end at line 1",
        "{`wheels`: 4, `wheels`: 5} | `wheels` is there twice at line 1",
        "{`wheels`: 4, `engine`: {`power`: 1, `power`: 2}} | `power` is there twice at line 1",
      })
  void malformedJsonIsRefusedWithItsPosition(String body, String reason) {
    MvcTestResult answer = post(body.replace('`', '"'));

    assertProblem(answer, HttpStatus.BAD_REQUEST, "malformed-json");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .startsWith("The body is not valid JSON: " + reason.replace('`', '"'));
    assertShowsNoInternals(answer);
  }

  @Test
  void overlongNumberIsRefused() {
    assertProblem(
        post("{\"wheels\": 1" + "0".repeat(10_000) + "}"),
        HttpStatus.BAD_REQUEST,
        "malformed-json");
  }

  @Test
  void deeplyNestedBodyIsRefused() {
    assertThat(post("{\"spares\": " + "[".repeat(100_000))).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void missingBodyIsRefused() {
    assertProblem(
        http.post().uri("/cars").contentType(MediaType.APPLICATION_JSON).exchange(),
        HttpStatus.BAD_REQUEST,
        "no-body");
  }

  @Test
  void bodyOverOneMegabyteIsTooLarge() {
    assertProblem(
        post("{\"name\": \"" + "x".repeat(MEGABYTE) + "\"}"),
        HttpStatus.CONTENT_TOO_LARGE,
        "too-large");
  }

  @Test
  void impossibleRequestIsA422WithItsFields() {
    MvcTestResult answer = http.get().uri("/impossible").exchange();

    assertProblem(answer, HttpStatus.UNPROCESSABLE_CONTENT, "impossible-request");
    assertThat(answer).bodyJson().extractingPath("$.errors[0].field").isEqualTo("dataset");
  }
}
