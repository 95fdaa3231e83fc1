package dev.residual.web.error;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.web.Problem;
import java.net.URI;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(
    controllers = ErrorTestController.class,
    properties = "residual.web.allowed-hosts=ml.example.com,my_host,.example.org")
@Import({ErrorTestController.class, ProblemAdviceTests.RequestConfiguration.class})
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
@ExtendWith(OutputCaptureExtension.class)
class ProblemAdviceTests {

  /** Adds the configurations that a web test does not scan. */
  @TestConfiguration(proxyBeanMethods = false)
  @ComponentScan(
      basePackageClasses = Problem.class,
      useDefaultFilters = false,
      includeFilters = @Filter(type = FilterType.ANNOTATION, classes = Configuration.class),
      excludeFilters = @Filter(type = FilterType.ANNOTATION, classes = SpringBootTest.class))
  static class RequestConfiguration {}

  private static final int MEGABYTE = 1 << 20;
  private static final String CAR = "/cars/00000000-0000-0000-0000-000000000001";

  @Autowired MockMvcTester http;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "/cars/abc | id | must be a UUID, was `abc`",
        CAR + "?top=abc | top | must be a whole number, was `abc`",
        CAR + "?top=11 | top | must be less than or equal to 10, was 11",
        CAR + "/sheet | colour | must be given",
        CAR + "/sheet?colour=BLUE | colour | must be one of RED, GREEN, was `BLUE`",
        "/cars?limit=0 | limit | must be between 1 and 100, was 0",
        "/cars?limit=101 | limit | must be between 1 and 100, was 101",
        "/cars?limit=0x10 | limit | must be a whole number, was `0x10`",
        "/cars?limit=%2310 | limit | must be a whole number, was `#10`",
        "/cars?limit=1%200 | limit | must be a whole number, was `1 0`",
        "/cars?limit=\u0661\u0662 | limit | must be a whole number, was `\u0661\u0662`",
        "/cars?limit=2&limit=3 | limit | must be given once, was given 2 times",
        "/cars?cursor=abc | cursor | must be the nextCursor of an earlier page, was `abc`",
        "/cars?cursor=%C3%A4 | cursor | must be the nextCursor of an earlier page, was `ä`",
        "/violated | cylinders | must be between 1 and 12, was 13",
      })
  void invalidParameterIsNamedWithItsValue(String uri, String field, String message) {
    assertRefused(
        http.get().uri(java.net.URI.create(uri)).exchange(), field, message.replace('`', '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sender", "top", "colour"})
  void fileInPlaceOfAParameterIsRefused(String name) {
    byte[] file = {1};
    String message = "must be a value in the query, was a file";

    assertRefused(
        http.post().uri("/deliveries").multipart().file(name, file).exchange(), name, message);
    assertRefused(
        http.post().uri("/deliveries").multipart().file(name, file).file(name, file).exchange(),
        name,
        message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+1000000000-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "-0001-12-31T00:00:00Z"})
  void cursorWithATimeOutsideOfTheDatabasesRangeIsRefused(String time) {
    String forged =
        Base64.getUrlEncoder().encodeToString((time + " " + new UUID(0, 1)).getBytes(UTF_8));

    assertRefused(
        http.get().uri("/cars?cursor=" + forged).exchange(),
        "cursor",
        "must be the nextCursor of an earlier page, was \"" + forged + "\"");
  }

  @Test
  void pagesLinkToTheNextOne() {
    MvcTestResult first = http.get().uri("/cars").exchange();
    assertThat(first).bodyJson().extractingPath("$.items.length()").isEqualTo(20);
    String cursor = read(first, "$.nextCursor");

    MvcTestResult last = http.get().uri("/cars?cursor=" + cursor).exchange();

    assertThat(last).bodyJson().extractingPath("$.items.length()").isEqualTo(10);
    assertThat(last).bodyJson().extractingPath("$.items[0]").isEqualTo("" + new UUID(0, 20));
    assertThat(last).bodyJson().extractingPath("$.nextCursor").isNull();
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void changeFromAPageOfAnotherSiteIsRefused(String method) {
    MvcTestResult answer =
        http.method(HttpMethod.valueOf(method))
            .uri("/cars")
            .header("Sec-Fetch-Site", "cross-site")
            .exchange();

    assertProblem(answer, HttpStatus.FORBIDDEN, "cross-site");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("page of another site", "Sec-Fetch-Site");
  }

  @ParameterizedTest
  @ValueSource(strings = {"same-origin", "none"})
  void changeFromAPageOfThisSiteIsMade(String site) {
    assertThat(
            http.post()
                .uri("/cars")
                .header("Sec-Fetch-Site", site)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"wheels\": 4}"))
        .hasStatusOk();
  }

  @Test
  void changeFromAnotherPortOrNameOfTheSiteIsRefused() {
    for (String origin : new String[] {"http://localhost:3000", "http://a.localhost", "null"}) {
      assertProblem(postOfSameSite(origin), HttpStatus.FORBIDDEN, "cross-site");
    }
    assertThat(postOfSameSite("http://localhost:8080")).hasStatusOk();
  }

  private MvcTestResult postOfSameSite(String origin) {
    return http.post()
        .uri("/cars")
        .header("Host", "localhost:8080")
        .header("Sec-Fetch-Site", "same-site")
        .header("Origin", origin)
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"wheels\": 4}")
        .exchange();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.example.com",
        "http://ml.example.com:8081",
        "http://other.example.com:8080",
        "https://localhost.example.com:8080",
        "null",
        "ml.example.com:8080",
        "file://",
        "nonsense of a client"
      })
  void changeFromAnotherOriginIsRefusedWithoutSecFetchSite(String origin) {
    assertProblem(postFrom(origin, "ml.example.com:8080"), HttpStatus.FORBIDDEN, "cross-site");
  }

  @ParameterizedTest
  @CsvSource({
    "http://ml.example.com:8080, ml.example.com:8080",
    "https://ML.example.com, ml.example.com",
    "https://ml.example.com, ml.example.com:443",
    "http://my_host:8080, my_host:8080",
    "http://192.168.0.7:8080, 192.168.0.7:8080",
    "http://[::1]:8080, [::1]:8080"
  })
  void changeFromTheOwnOriginIsMadeWithoutSecFetchSite(String origin, String host) {
    assertThat(postFrom(origin, host)).hasStatusOk();
  }

  private MvcTestResult postFrom(String origin, String host) {
    return http.post()
        .uri("/cars")
        .header("Origin", origin)
        .header("Host", host)
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"wheels\": 4}")
        .exchange();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example.net", "evil-example.com:80", "example.com", "a b", ""})
  void hostThatIsNotOfThisServiceIsRefused(String host) {
    MvcTestResult answer = http.get().uri("/cars").header("Host", host).exchange();

    assertProblem(answer, HttpStatus.FORBIDDEN, "host-not-allowed");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("residual.web.allowed-hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080",
        "app.localhost",
        "127.0.0.1",
        "[::1]:8080",
        "192.168.0.7:8080",
        "ML.example.com.:8080",
        "my_host",
        "team.example.org",
        "example.org"
      })
  void hostOfThisServiceIsAnswered(String host) {
    assertThat(http.get().uri("/cars").header("Host", host)).hasStatusOk();
  }

  @Test
  void pageOfAnotherSiteMayRead() {
    assertThat(http.get().uri("/cars").header("Sec-Fetch-Site", "cross-site")).hasStatusOk();
  }

  private MvcTestResult post(String body) {
    return http.post()
        .uri("/cars")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private static void assertRefused(MvcTestResult answer, String field, String message) {
    assertProblem(answer, HttpStatus.BAD_REQUEST, "invalid-request");
    assertThat(answer).bodyJson().extractingPath("$.errors[0].message").isEqualTo(message);
    assertThat(answer).bodyJson().extractingPath("$.errors[0].field").isEqualTo(field);
    assertThat(answer).bodyJson().extractingPath("$.detail").isEqualTo(field + " " + message);
    assertShowsNoInternals(answer);
  }

  private static void assertProblem(MvcTestResult answer, HttpStatus status, String code) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer).bodyJson().extractingPath("$.type").isEqualTo("about:blank");
    assertThat(answer).bodyJson().extractingPath("$.title").isEqualTo(status.getReasonPhrase());
    assertThat(answer).bodyJson().extractingPath("$.status").isEqualTo(status.value());
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo(code);
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.instance")
        .isEqualTo(answer.getRequest().getRequestURI());
  }

  private static void assertShowsNoInternals(MvcTestResult answer) {
    assertThat(answer)
        .body()
        .asString()
        .doesNotContain("java", "dev.residual", "jackson", "secret");
  }

  private static String read(MvcTestResult answer, String path) {
    try {
      return com.jayway.jsonpath.JsonPath.read(answer.getResponse().getContentAsString(), path);
    } catch (java.io.UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
