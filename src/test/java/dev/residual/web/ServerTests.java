package dev.residual.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.web.filter.FormContentFilter;

/** Tests what needs a real server: malformed requests, chunked bodies, uploads, error pages. */
@WebServerTest
class ServerTests {

  private static final int MEGABYTE = 1 << 20;

  @LocalServerPort int port;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void errorInAFilterShowsOnlyAReference() throws Exception {
    HttpResponse<String> answer = get("/failing-filter");

    assertProblem(answer, 500, "internal-error", "/failing-filter");
    assertThat(answer.body()).contains("reference").doesNotContain("secret", "java");
  }

  @Test
  void errorIsTheSameWhateverTheQueryWas() throws Exception {
    assertProblem(get("/failing-filter?unknown=1"), 500, "internal-error", "/failing-filter");
  }

  @Test
  void formsAreNotReadIntoMemory(@Autowired ApplicationContext service) {
    assertThat(service.getBeanNamesForType(FormContentFilter.class)).isEmpty();
  }

  @Test
  void errorPageItselfIsNotFound() throws Exception {
    assertProblem(get("/error"), 404, "not-found", "/error");
  }

  @Test
  void browserGetsAProblem() throws Exception {
    HttpResponse<String> answer =
        send(request("/nowhere").header("Accept", "text/html,*/*;q=0.8").GET());

    assertProblem(answer, 404, "no-such-path", "/nowhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1",
        "GET /cars/%00 HTTP/1.1",
        "GET /../../etc/passwd HTTP/1.1",
        "GET /cars|x HTTP/1.1",
        "GET // HTTP/1.1",
        "GET /cars/%2e%2e%2f HTTP/1.1",
        "GET /cars?cursor=%zz HTTP/1.1",
        "G?T /cars HTTP/1.1",
        "TRACE /cars HTTP/1.1",
        "BREW /cars HTTP/1.1",
        "GET /cars HTTP/9.9",
        "nonsense",
      })
  void malformedRequestLineIsRefusedWithoutATrace(String line) throws IOException {
    assertRefusedQuietly(exchange(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  }

  @Test
  void tooManyParametersAreRefused() throws Exception {
    assertProblem(get("/cars?" + "limit&".repeat(1_200)), 400, "malformed-parameters", "/cars");
  }

  @ParameterizedTest
  @ValueSource(ints = {9_000, 20_000})
  void tooLargeHeaderIsAnswered431(int length) throws IOException {
    String answer = exchange(get("/cars", "X-Long: " + "x".repeat(length) + "\r\n"));

    assertRefusedQuietly(answer);
    assertThat(answer)
        .startsWith("HTTP/1.1 431 ")
        .contains("At most 8192 bytes and 100 headers are read.", "\"status\":431")
        .contains("\"instance\":\"/cars\"");
  }

  @Test
  void tooManyHeadersAreAnswered431() throws IOException {
    String answer = exchange(get("/cars", "X-Many: 1\r\n".repeat(200)));

    assertThat(answer)
        .startsWith("HTTP/1.1 431 ")
        .contains("\"code\":\"request-header-fields-too-large\"");
  }

  @Test
  void whatTheServerDoesNotKnowIsNamed() throws IOException {
    assertThat(exchange("GET /cars HTTP/9.9\r\nHost: localhost\r\n\r\n"))
        .contains("The version of HTTP in the request is unknown.");
    assertThat(exchange(get("/cars", "Transfer-Encoding: unknown\r\n")))
        .startsWith("HTTP/1.1 501 ")
        .contains("Transfer-Encoding", "\"instance\":\"/cars\"");
  }

  @Test
  void serverErrorHasTheFormOfItsPath() throws IOException {
    for (String request : List.of(get("/plain/%zz", ""), get("/plain/x", "Bad Name: 1\r\n"))) {
      String answer = exchange(request);

      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/json");
      assertThat(answer).endsWith("{\"error\":\"The request is not valid HTTP.\"}");
    }
  }

  @Test
  void serverErrorHasDecimalDigitsInEveryLanguage() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR-u-nu-arabext"));
    try {
      assertThat(exchange(get("/cars/%zz", ""))).contains("\"status\":400");
      assertThat(exchange(get("/cars", "X-Long: " + "x".repeat(9_000) + "\r\n")))
          .contains("At most 8192 bytes");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String get(String path, String headers) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\n%sConnection: close\r\n\r\n"
        .formatted(path, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"wheels\": 4}", "100%", "a=1&b=2", "&"})
  void bodyOfTheTypeOfAFormIsNamedWithTheTypesThatAreTaken(String body) throws Exception {
    HttpResponse<String> answer =
        send(
            request("/cars")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));

    assertProblem(answer, 415, "unsupported-media-type", "/cars");
    assertThat(JsonPath.<String>read(answer.body(), "$.detail"))
        .contains("application/json", "was application/x-www-form-urlencoded", "curl sends");
  }

  @Test
  void bodyWithoutADeclaredLengthIsReadUpToOneMegabyte() throws Exception {
    byte[] spaces = " ".repeat(MEGABYTE).getBytes(ISO_8859_1);
    var body = BodyPublishers.ofByteArrays(List.of(spaces, spaces));

    HttpResponse<String> answer =
        send(request("/cars").header("Content-Type", "application/json").POST(body));

    assertProblem(answer, 413, "too-large", "/cars");
  }

  @Test
  void uploadIsAccepted() throws Exception {
    assertThat(upload(part("image", 10) + part("image", 20) + "--cut--\r\n").body())
        .isEqualTo("10,20");
  }

  @Test
  void tooLargeUploadIsAnsweredAndNotReset() throws Exception {
    assertProblem(upload(part("image", 3_000_000) + "--cut--\r\n"), 413, "too-large", "/uploads");
  }

  @Test
  void uploadWithTooManyPartsIsRefused() throws Exception {
    assertProblem(
        upload(part("image", 1).repeat(200) + "--cut--\r\n"), 413, "too-large", "/uploads");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "--cut\r\nContent-Disposition: form-data; name=\"image"})
  void uploadThatIsNotMultipartIsMalformed(String body) throws Exception {
    HttpResponse<String> answer = upload(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void uploadWithoutABoundaryIsMalformed() throws Exception {
    assertProblem(
        send(
            request("/uploads")
                .header("Content-Type", "multipart/form-data")
                .POST(BodyPublishers.ofString("x"))),
        400,
        "malformed-body",
        "/uploads");
  }

  @Test
  void documentDescribesTheServiceAndItsErrors() throws Exception {
    String document = get("/v3/api-docs").body();

    assertThat(JsonPath.<String>read(document, "$.info.title")).isEqualTo("Residual");
    assertThat(JsonPath.<String>read(document, "$.info.license.name")).isEqualTo("Apache-2.0");
    String schema = "$.paths['/cars'].post.responses['500'].content['application/problem+json']";
    assertThat(JsonPath.<String>read(document, schema + ".schema.$ref"))
        .isEqualTo("#/components/schemas/Problem");
    assertThat(JsonPath.<Map<String, ?>>read(document, "$.components.schemas.Problem.properties"))
        .containsKeys("type", "title", "status", "detail", "instance", "code", "errors");
    assertThat(JsonPath.<Map<String, ?>>read(document, "$.paths"))
        .doesNotContainKeys("/error", "/");
  }

  @Test
  void redirectNamesNoHost() throws Exception {
    HttpResponse<String> answer = get("/swagger-ui.html");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("/swagger-ui/index.html");
  }

  @Test
  void swaggerUiLoadsNothingFromOutside() throws Exception {
    HttpClient follower =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    HttpResponse<String> page =
        follower.send(request("/swagger-ui.html").GET().build(), BodyHandlers.ofString());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("swagger-ui").doesNotContain("http://", "https://");

    String settings = get("/v3/api-docs/swagger-config").body();
    assertThat(JsonPath.<Boolean>read(settings, "$.tryItOutEnabled")).isTrue();
    assertThat(JsonPath.<String>read(settings, "$.validatorUrl")).isIn("", "none");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> upload(String body) throws Exception {
    return send(
        request("/uploads")
            .header("Content-Type", "multipart/form-data; boundary=cut")
            .POST(BodyPublishers.ofString(body)));
  }

  private static String part(String name, int bytes) {
    return """
    --cut\r
    Content-Disposition: form-data; name="%s"; filename="a.png"\r
    Content-Type: image/png\r
    \r
    %s\r
    """
        .formatted(name, "x".repeat(bytes));
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** What Tomcat itself refuses is answered like everything else. */
  private static void assertRefusedQuietly(String answer) {
    assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|501|505) .*");
    assertThat(answer).doesNotContainIgnoringCase("<html", "exception", "at org.", "tomcat");
    assertThat(answer).contains("Content-Type: application/problem+json\r\n");
    for (String member : List.of("type", "title", "status", "detail", "instance", "code")) {
      assertThat(answer).contains("\"" + member + "\":");
    }
  }

  private static void assertProblem(
      HttpResponse<String> answer, int status, String code, String instance) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JsonPath.<String>read(answer.body(), "$.code")).isEqualTo(code);
    assertThat(JsonPath.<String>read(answer.body(), "$.type")).isEqualTo("about:blank");
    assertThat(JsonPath.<String>read(answer.body(), "$.instance")).isEqualTo(instance);
  }
}
