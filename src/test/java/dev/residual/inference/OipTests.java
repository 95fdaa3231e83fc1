package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.residual.model.AliasesChanged;
import dev.residual.model.ArtifactException;
import dev.residual.model.Registry;
import jakarta.servlet.RequestDispatcher;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest({OipController.class, OipServerController.class})
@Import(Serving.class)
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
class OipTests {

  private static final String INFER = "/v2/models/default/infer";
  private static final UUID OTHER = UUID.fromString("5c1a4c1e-0000-4000-8000-000000000002");

  @Autowired MockMvcTester http;
  @Autowired ServedNames names;
  @MockitoBean Registry registry;
  @MockitoBean PreparedModels models;
  @MockitoBean ApplicationAvailability availability;
  @MockitoBean HealthEndpoint health;

  @BeforeEach
  void aModelIsThere() throws Exception {
    StandIn.serves(registry, models);
  }

  @Test
  void picturesGetTheirProbabilitiesAndLabels() {
    assertThat(infer(tensor("UINT8", "[2, 28, 28]", flat(2 * 784, 784, "9"))))
        .hasStatusOk()
        .hasContentType(MediaType.APPLICATION_JSON)
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"model_name": "default", "model_version": "%s",
             "outputs": [
               {"name": "probabilities", "datatype": "FP32", "shape": [2, 10], "data": [
                 0.625, 0.01, 0.02, 0.03, 0.04, 0.049999997, 0.06, 0.07, 0.08, 0.089999996,
                 0.0, 0.01, 0.02, 0.03, 0.04, 0.049999997, 0.06, 0.07, 0.08, 0.625]},
               {"name": "label", "datatype": "BYTES", "shape": [2], "data": ["label 0", "label 9"]}]}
            """
                .formatted(StandIn.ID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UINT8 | [1, 28, 28] | 7 | 7",
        "FP32 | [1, 28, 28] | 7.0 | 7",
        "FP32 | [1, 1, 28, 28] | 6.5 | 7",
        "FP32 | [1, 1, 28, 28] | 7.49 | 7",
        "UINT8 | [1, 1, 28, 28] | 255 | 5",
        "UINT8 | [1, 1, 28, 28] | 2e0 | 2",
        "FP32 | [1, 28, 28] | 254.5 | 5",
      })
  void bothDatatypesAndBothShapesAreGreyValues(
      String datatype, String shape, String first, int expected) {
    String flat = flat(784, 0, first);
    String rows = "[" + Numbers.json(Numbers.rows(28, 28, 0)).replaceFirst("0", first) + "]";
    String nested = shape.equals("[1, 1, 28, 28]") ? "[" + rows + "]" : rows;

    assertLabels(infer(tensor(datatype, shape, flat)), "label " + expected);
    assertLabels(infer(tensor(datatype, shape, nested)), "label " + expected);
  }

  @Test
  void sixtyFourPicturesAreTakenAndNoMore() {
    assertThat(infer(tensor("UINT8", "[64, 28, 28]", flat(64 * 784, 0, "0")))).hasStatusOk();
    assertError(
        infer(tensor("UINT8", "[65, 1, 28, 28]", flat(65 * 784, 0, "0"))),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 pictures, had 65");
    assertError(
        infer(tensor("UINT8", "[%d, 28, 28]".formatted(Long.MAX_VALUE), "[]")),
        HttpStatus.CONTENT_TOO_LARGE,
        "A request may have at most 64 pictures, had " + Long.MAX_VALUE);
  }

  @Test
  void theIdOfTheRequestComesBack() {
    assertThat(infer(black("\"id\": \"4 ü\", ")))
        .bodyJson()
        .extractingPath("$.id")
        .isEqualTo("4 ü");
    assertThat(infer(black(""))).bodyJson().doesNotHavePath("$.id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00\\ud800", "\\u0000", ""})
  void anIdMayBeAnyText(String id) {
    assertThat(infer(black("\"id\": \"%s\", ".formatted(id)))).hasStatusOk();
    assertThat(infer("{\"%s\": 1}".formatted(id))).hasStatus(HttpStatus.BAD_REQUEST);
  }

  @Test
  void onlyTheOutputsThatAreAskedForAreAnswered() {
    assertOutputs("\"outputs\": [{\"name\": \"label\"}], ", "label");
    assertOutputs(
        "\"outputs\": [{\"name\": \"label\"}, {\"name\": \"probabilities\"}], ",
        "label",
        "probabilities");
    assertOutputs("\"outputs\": [], ", "probabilities", "label");
    assertOutputs("\"outputs\": null, ", "probabilities", "label");
  }

  @Test
  void whatClientsOfTritonAndKServeAddIsUnderstood() {
    assertThat(
            infer(
                black(
                    """
                    "model_name": "default", "parameters": {"binary_data_output": false},
                    "outputs": [{"name": "label", "parameters": {"binary_data": false}}],
                    """)))
        .hasStatusOk();
  }

  @Test
  void aNameIsAnIdTooAndAVersionIsAnId() {
    String id = StandIn.ID.toString();
    for (String name : new String[] {"default", id}) {
      for (String version : new String[] {"", "/versions/" + id}) {
        assertThat(post("/v2/models/%s%s/infer".formatted(name, version), black("")))
            .hasStatusOk()
            .bodyJson()
            .satisfies(
                body -> {
                  assertThat(body).extractingPath("$.model_name").isEqualTo(name);
                  assertThat(body).extractingPath("$.model_version").isEqualTo(id);
                });
        assertThat(get("/v2/models/%s%s".formatted(name, version))).hasStatusOk();
        assertThat(get("/v2/models/%s%s/ready".formatted(name, version))).hasStatusOk();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "default", "5C1A4C1E-0000-4000-8000-000000000001"})
  void aVersionThatIsNoIdIsNotFound(String version) {
    String message =
        "default has no version %s; a version is the id of a model, and GET /models lists those"
            .formatted(version);

    assertError(
        post("/v2/models/default/versions/%s/infer".formatted(version), black("")),
        HttpStatus.NOT_FOUND,
        message);
    assertError(get("/v2/models/default/versions/" + version), HttpStatus.NOT_FOUND, message);
    assertError(
        get("/v2/models/default/versions/%s/ready".formatted(version)),
        HttpStatus.NOT_FOUND,
        message);
  }

  @Test
  void aModelThatIsNotThereIsNotFound() {
    String message =
        " is neither an alias nor the id of a model; GET /models lists those that are there";

    assertError(
        post("/v2/models/nobody/infer", black("")), HttpStatus.NOT_FOUND, "nobody" + message);
    assertError(get("/v2/models/nobody"), HttpStatus.NOT_FOUND, "nobody" + message);
    assertError(get("/v2/models/nobody/ready"), HttpStatus.NOT_FOUND, "nobody" + message);
    assertError(
        get("/v2/models/nobody/versions/" + StandIn.ID), HttpStatus.NOT_FOUND, "nobody" + message);
    assertError(get("/v2/models/default/versions/" + OTHER), HttpStatus.NOT_FOUND, OTHER + message);
  }

  @Test
  void anIdHasNoOtherVersionThanItself() {
    assertError(
        get("/v2/models/%s/versions/%s".formatted(StandIn.ID, OTHER)),
        HttpStatus.NOT_FOUND,
        "%s has no version %s; a version is the id of a model, and GET /models lists those"
            .formatted(StandIn.ID, OTHER));
  }

  @Test
  void withoutAModelTheWayToOneIsTold() {
    given(registry.find("default")).willReturn(Optional.empty());
    names.lookAgain(new AliasesChanged());

    assertThat(infer(black("")))
        .hasStatus(HttpStatus.CONFLICT)
        .bodyJson()
        .extractingPath("$.error")
        .asString()
        .contains("POST /jobs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{} | inputs must be one tensor named image, was not given",
        "[] | body must be an object, was a list",
        "{`input`: []} | input is not a known field;"
            + " known are id, model_name, parameters, inputs, outputs",
        "{`id`: 7} | id must be a string, was 7",
        "{`inputs`: {}} | inputs must be a list, was an object",
        "{`inputs`: []} | inputs must be one tensor named image",
        "{`inputs`: [null]} | inputs[0] must be a tensor, was null",
        "{`inputs`: [{}]} | inputs[0].data must be a list of numbers, was not given;"
            + " inputs[0].datatype must be UINT8 or FP32, was not given;"
            + " inputs[0].name must be image, was not given;"
            + " inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28], was not given",
        "{`inputs`: [{`nam`: 1}]} | inputs[0].nam is not a known field;"
            + " known are name, datatype, shape, parameters, data",
        "{`inputs`: [{`name`: `picture`}]} | inputs[0].name must be one of image, was `picture`",
        "{`inputs`: [{`datatype`: `INT64`}]}"
            + " | inputs[0].datatype must be one of UINT8, FP32, was `INT64`",
        "{`inputs`: [{`shape`: [1, 28.5]}]}"
            + " | inputs[0].shape[1] must be a whole number, was 28.5",
        "{`inputs`: [{`shape`: [1, null]}]}"
            + " | inputs[0].shape[1] must be a whole number, was null",
        "{`inputs`: [{`shape`: [99999999999999999999]}]}"
            + " | inputs[0].shape[0] is too large for a whole number",
        "{`inputs`: [{`data`: 7}]} | inputs[0].data must be a list, was a number",
        "{`inputs`: [{`data`: `AAAA`}]} | inputs[0].data must be a list, was a string",
        "{`inputs`: [{`data`: [0, `1`]}]} | inputs[0].data[1] must be a number, was a string",
        "{`inputs`: [{`data`: [null]}]} | inputs[0].data[0] must be a number, was null",
        "{`inputs`: [{`data`: [0, NaN]}]} | The body is not JSON as we read it:"
            + " reading stopped at line 1, column 29",
        "{`inputs`: [{`data`: [0, [1]]}]} | inputs[0].data[1] must be a number, was a list",
        "{`inputs`: [{`data`: [[0], 1]}]} | inputs[0].data[1] must be a list, was a number",
        "{`inputs`: [{`data`: [[0], [1, 2]]}]} | inputs[0].data[1] is refused:"
            + " it has a length of 2, and those before it of 1",
        "{`inputs`: [{`data`: [[], [[1]]]}]}"
            + " | inputs[0].data[1][0] must be a number, was a list",
        "{`inputs`: [{`data`: [[[[[1]]]]]}]}"
            + " | inputs[0].data[0][0][0][0] must be a number, was a list",
        "{`inputs`: [{`data`: [{}]}]} | inputs[0].data[0] must be a number, was an object",
        "{`outputs`: 7} | outputs must be a list, was a number",
      })
  void aBodyThatIsNoRequestIsRefusedByItsPlace(String body, String message) {
    assertError(infer(body.replace('`', '"')), HttpStatus.BAD_REQUEST, message.replace('`', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "`parameters`: {`priority`: 1}, | parameters.priority is not a known parameter;"
            + " known is binary_data_output",
        "`model_name`: `best`, | model_name must be that of the path, default, if given",
        "`outputs`: [null], | outputs[0] must be an output, was null",
        "`outputs`: [{}], | outputs[0].name must be probabilities or label, was not given",
        "`outputs`: [{`name`: `logits`}], | outputs[0].name must be one of probabilities, label,"
            + " was `logits`",
        "`outputs`: [{`name`: `label`}, {`name`: `label`}], | outputs[1].name is there twice",
        "`outputs`: [{`name`: `label`, `parameters`: {`classification`: 3}}],"
            + " | outputs[0].parameters.classification is not a known parameter;"
            + " known is binary_data",
      })
  void aWishThatIsNotKnownIsRefusedByName(String wish, String message) {
    assertError(
        infer(black(wish.replace('`', '"'))), HttpStatus.BAD_REQUEST, message.replace('`', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[784]",
        "[1, 784]",
        "[28, 28]",
        "[0, 28, 28]",
        "[-1, 28, 28]",
        "[-1, 1, 28, 28]",
        "[1, 3, 28, 28]",
        "[1, 28, 28, 1]",
        "[1, -28, -28]",
        "[1, 1, 1, 28, 28]",
        "[4294967297, 4294967297, 28, 28]",
        "[1, 28, 9223372036854775807]",
      })
  void aShapeThatIsNoneOfPicturesIsRefused(String shape) {
    assertError(
        infer(tensor("UINT8", shape, flat(784, 0, "0"))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28] with n from 1 to 64, was " + shape);
  }

  @Test
  void ofAShapeWithoutEndOnlyTheNumberOfItsDimensionsIsTold() {
    assertError(
        infer(tensor("UINT8", flat(100_000, 0, "1"), "[]")),
        HttpStatus.BAD_REQUEST,
        "inputs[0].shape must be [n, 1, 28, 28] or [n, 28, 28] with n from 1 to 64,"
            + " was one of 100000 dimensions");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 783, 785, 1568})
  void dataOfAnotherLengthThanTheShapeIsRefused(int length) {
    assertError(
        infer(tensor("FP32", "[1, 28, 28]", length == 0 ? "[]" : flat(length, 0, "0"))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data must have 784 numbers as the shape says, had " + length);
  }

  @Test
  void dataThatIsNestedOtherwiseThanTheShapeIsRefused() {
    String rows = Numbers.json(Numbers.rows(28, 28, 0));

    assertError(
        infer(tensor("FP32", "[1, 28, 28]", rows)),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data must be flat, or nested as [1, 28, 28], which is the shape;"
            + " was nested as [28, 28]");
    assertError(
        infer(tensor("FP32", "[1, 28, 28]", "[[], []]")),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data must be flat, or nested as [1, 28, 28], which is the shape;"
            + " was nested as [2, 0]");
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, -1, 'must be between 0 and 255, was -1'",
    "UINT8, 256, 'must be between 0 and 255, was 256'",
    "UINT8, 2.5, 'must be a whole number, was 2.5'",
    "FP32, -0.1, 'must be between 0 and 255, was -0.1'",
    "FP32, 255.1, 'must be between 0 and 255, was 255.1'",
    "FP32, 1e999, 'must be between 0 and 255, was Infinity'",
    "FP32, 1e300, 'must be between 0 and 255, was 1.0E300'",
  })
  void aNumberThatIsNoGreyValueIsRefusedByItsPlace(String datatype, String value, String message) {
    assertError(
        infer(tensor(datatype, "[2, 28, 28]", flat(1568, 900, value))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data[900] " + message);
    String rows = Numbers.json(Numbers.rows(28, 28, 0));
    String wrong = rows.substring(0, rows.lastIndexOf('0')) + value + "]]";
    assertError(
        infer(tensor(datatype, "[2, 1, 28, 28]", "[[%s], [%s]]".formatted(rows, wrong))),
        HttpStatus.BAD_REQUEST,
        "inputs[0].data[1][0][27][27] " + message);
  }

  @Test
  void aBodyMustBeJsonThatIsThereAndIsNotTooLarge() {
    assertError(infer("{"), HttpStatus.BAD_REQUEST, "it ends too early at line 1, column 2");
    assertError(infer(""), HttpStatus.BAD_REQUEST, "A body is required");
    assertError(
        infer(" ".repeat((1 << 20) + 1)),
        HttpStatus.CONTENT_TOO_LARGE,
        "The body is too large; at most 1048576 bytes are read");
    assertError(
        http.post().uri(INFER).contentType(MediaType.TEXT_PLAIN).content(black("")).exchange(),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body's Content-Type must be one of application/json, application/octet-stream,"
            + " was text/plain");
  }

  @Test
  void whatIsAskedWronglyIsToldInTheProtocolsForm() {
    assertError(
        get(INFER), HttpStatus.METHOD_NOT_ALLOWED, "GET is not allowed here; allowed are POST");
    assertError(
        http.get().uri("/v2/models/default").accept(MediaType.IMAGE_PNG).exchange(),
        HttpStatus.NOT_ACCEPTABLE,
        "There is no answer of a type that Accept names; there are application/json");
    assertError(
        get("/v2/models/default?verbose=1"),
        HttpStatus.BAD_REQUEST,
        "verbose is not a known parameter; none is known here");
    for (String path : new String[] {"/v2/repository/index", "/v2/models/default/stats"}) {
      assertError(
          get(path),
          HttpStatus.NOT_FOUND,
          "Nothing is at %s; /swagger-ui.html shows what there is".formatted(path));
    }
  }

  @Test
  void aChangeThatAPageOfAnotherSiteAsksForIsRefusedInTheProtocolsForm() {
    assertError(
        http.post().uri(INFER).header("Sec-Fetch-Site", "cross-site").exchange(),
        HttpStatus.FORBIDDEN,
        "POST is refused when a page of another site asks for it");
  }

  @Test
  void anErrorPageHasTheFormOfTheCallThatFailed() {
    assertError(
        http.get()
            .uri("/error")
            .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 400)
            .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/v2/models")
            .exchange(),
        HttpStatus.BAD_REQUEST,
        "Bad Request");
  }

  @Test
  void otherPathsKeepTheirForm() {
    for (String path : new String[] {"/v21", "/v3/v2/models"}) {
      assertThat(get(path))
          .hasStatus(HttpStatus.NOT_FOUND)
          .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    }
  }

  @Test
  void anAnswerThatComesTooLateTellsWhenToComeAgain() throws Exception {
    given(models.hold(any(), any())).willThrow(new TimeoutException());

    MvcTestResult answer = infer(black(""));

    assertError(
        answer, HttpStatus.SERVICE_UNAVAILABLE, "The answer was not ready within 60.0 seconds");
    assertThat(answer).hasHeader("Retry-After", "1");
  }

  @Test
  void weightsThatAreDamagedAreAConflict() throws Exception {
    given(models.hold(any(), any())).willThrow(mock(ArtifactException.class));

    assertError(
        infer(black("")),
        HttpStatus.CONFLICT,
        "The weights of the model are gone, or not those that were stored");
  }

  @Test
  void ofAnErrorOnOurSideOnlyAReferenceIsTold() throws Exception {
    given(models.hold(any(), any())).willThrow(new IllegalStateException("secret"));

    MvcTestResult answer = infer(black(""));

    assertError(answer, HttpStatus.INTERNAL_SERVER_ERROR, "the log has it under reference");
    assertThat(answer).bodyText().doesNotContain("secret");
  }

  @Test
  void aModelTellsWhatGoesInAndWhatComesOut() {
    assertThat(get("/v2/models/default"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"name": "default", "versions": ["%s"], "platform": "residual_pytorch",
             "inputs": [{"name": "image", "datatype": "UINT8", "shape": [-1, 1, 28, 28]}],
             "outputs": [{"name": "probabilities", "datatype": "FP32", "shape": [-1, 10]},
                         {"name": "label", "datatype": "BYTES", "shape": [-1]}]}
            """
                .formatted(StandIn.ID));
  }

  @Test
  void aModelIsReadyUnlessItCouldNotBePrepared() {
    assertThat(get("/v2/models/default/ready"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"name\": \"default\", \"ready\": true}");

    given(models.isRefused(any())).willReturn(true);

    assertThat(get("/v2/models/default/ready"))
        .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
        .bodyJson()
        .isStrictlyEqualTo("{\"name\": \"default\", \"ready\": false}");
  }

  @Test
  void theServerTellsItsNameAndThatItLives() {
    assertThat(get("/v2")).hasStatusOk().bodyJson().extractingPath("$.name").isEqualTo("residual");
    assertThat(get("/v2"))
        .bodyJson()
        .extractingPath("$.extensions")
        .asArray()
        .containsExactly("binary_tensor_data");
    assertThat(get("/v2")).bodyJson().extractingPath("$.version").asString().isNotBlank();
    assertThat(get("/v2/health/live"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo("{\"live\": true}");
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPTING_TRAFFIC, UP, 200, true",
    "ACCEPTING_TRAFFIC, DOWN, 503, false",
    "REFUSING_TRAFFIC, UP, 503, false"
  })
  void theServerIsReadyWhenItTakesRequestsAndTheDatabaseAnswers(
      ReadinessState state, String database, int status, boolean ready) {
    HealthDescriptor descriptor = mock(IndicatedHealthDescriptor.class);
    given(descriptor.getStatus()).willReturn(new Status(database));
    given(availability.getReadinessState()).willReturn(state);
    given(health.healthForPath("db")).willReturn(descriptor);

    assertThat(get("/v2/health/ready"))
        .hasStatus(status)
        .bodyJson()
        .isStrictlyEqualTo("{\"ready\": %s}".formatted(ready));
  }

  private MvcTestResult infer(String body) {
    return post(INFER, body);
  }

  private MvcTestResult post(String uri, String body) {
    return http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  private MvcTestResult get(String uri) {
    return http.get().uri(uri).exchange();
  }

  /** Zeros, with one other number among them. */
  private static String flat(int length, int place, String value) {
    String[] numbers = new String[length];
    Arrays.fill(numbers, "0");
    numbers[place] = value;
    return Arrays.toString(numbers);
  }

  private static String tensor(String datatype, String shape, String data) {
    return request("", datatype, shape, data);
  }

  /** A black picture. */
  private static String black(String wishes) {
    return request(wishes, "UINT8", "[1, 28, 28]", flat(784, 0, "0"));
  }

  private static String request(String wishes, String datatype, String shape, String data) {
    return """
        {%s "inputs": [{"name": "image", "datatype": "%s", "shape": %s, "data": %s}]}
        """
        .formatted(wishes, datatype, shape, data);
  }

  private void assertOutputs(String wishes, String... outputs) {
    assertThat(infer(black(wishes)))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.outputs[*].name")
        .asArray()
        .containsExactly((Object[]) outputs);
  }

  private static void assertLabels(MvcTestResult answer, String... labels) {
    assertThat(answer)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.outputs[1].data")
        .asArray()
        .containsExactly((Object[]) labels);
  }

  private static void assertError(MvcTestResult answer, HttpStatus status, String message) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_JSON);
    assertThat(answer).bodyJson().extractingPath("$.length()").isEqualTo(1);
    assertThat(answer).bodyJson().extractingPath("$.error").asString().contains(message);
  }
}
