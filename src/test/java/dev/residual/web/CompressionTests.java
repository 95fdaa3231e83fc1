package dev.residual.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Bodies and answers that are compressed. */
@WebServerTest
class CompressionTests {

  private static final String CAR = "{\"wheels\": 4}";

  @LocalServerPort int port;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void compressedBodyIsRead() throws Exception {
    assertThat(post("gzip", gzip(CAR)).statusCode()).isEqualTo(200);
    assertThat(post("X-GZIP", gzip(CAR)).statusCode()).isEqualTo(200);
    assertThat(post("deflate", deflate(CAR)).statusCode()).isEqualTo(200);
    assertThat(post("identity", CAR.getBytes(UTF_8)).statusCode()).isEqualTo(200);
  }

  @Test
  void limitHoldsForTheDecompressedBody() throws Exception {
    HttpResponse<String> answer = post("gzip", gzip(" ".repeat(50 << 20)));

    assertProblem(answer, 413, "too-large");
  }

  @Test
  void limitHoldsForTheCompressedBodyToo() throws Exception {
    byte[] body = repeated(gzip(""), 60_000);

    assertProblem(post("gzip", body), 413, "too-large");
    HttpResponse<String> chunked =
        client.send(
            request("/cars")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build(),
            BodyHandlers.ofString());
    assertProblem(chunked, 413, "too-large");
  }

  @Test
  void bodyOfManyMembersIsRead() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(repeated(gzip(""), 20_000));
    body.writeBytes(gzip("{\"wheels\":"));
    body.writeBytes(repeated(gzip(""), 20_000));
    body.writeBytes(gzip("4}"));

    assertThat(post("gzip", body.toByteArray()).statusCode()).isEqualTo(200);
  }

  @Test
  void bytesAfterTheLastMemberAreMalformed() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(gzip(CAR));
    body.writeBytes("garbage".getBytes(UTF_8));

    assertProblem(post("gzip", body.toByteArray()), 400, "malformed-body");
  }

  private static byte[] repeated(byte[] part, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void bodyThatIsNotWhatItsEncodingSaysIsMalformed() throws Exception {
    byte[] whole = gzip(CAR);
    assertProblem(post("gzip", CAR.getBytes(UTF_8)), 400, "malformed-body");
    assertProblem(post("gzip", Arrays.copyOf(whole, whole.length / 2)), 400, "malformed-body");
    assertThat(post("deflate", gzip(CAR)).body()).contains("corrupt or truncated deflate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, gzip", "nonsense"})
  void unknownEncodingIsNamedWithThoseThatAreKnown(String encoding) throws Exception {
    HttpResponse<String> answer = post(encoding, gzip(CAR));

    assertProblem(answer, 415, "unsupported-encoding");
    assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip, deflate");
    assertThat(JsonPath.<String>read(answer.body(), "$.detail"))
        .isEqualTo("The Content-Encoding must be gzip, deflate or none, was " + encoding + ".");
  }

  @Test
  void compressedUploadIsRefusedByName() throws Exception {
    HttpResponse<String> answer =
        post("/uploads", "multipart/form-data; boundary=x", "gzip", gzip(""));

    assertProblem(answer, 415, "unsupported-encoding");
    assertThat(answer.headers().firstValue("Accept-Encoding")).contains("identity");
  }

  @Test
  void compressedBodyOfTheTypeOfAFormIsRefusedByItsType() throws Exception {
    HttpResponse<String> answer =
        post("/cars", "application/x-www-form-urlencoded", "gzip", gzip(CAR));

    assertProblem(answer, 415, "unsupported-media-type");
  }

  @Test
  void largeAnswerIsCompressedIfTheClientAsksForIt() throws Exception {
    HttpResponse<byte[]> large = get("/v3/api-docs", "gzip");

    assertThat(large.headers().firstValue("Content-Encoding")).contains("gzip");
    byte[] whole = new GZIPInputStream(new ByteArrayInputStream(large.body())).readAllBytes();
    assertThat(new String(whole, UTF_8)).startsWith("{").endsWith("}");
    assertThat(get("/v3/api-docs", "identity").headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(get("/cars", "gzip").headers().firstValue("Content-Encoding"))
        .as("of a small answer")
        .isEmpty();
  }

  private HttpResponse<byte[]> get(String path, String accepted) throws Exception {
    return client.send(
        request(path).header("Accept-Encoding", accepted).GET().build(),
        BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> post(String encoding, byte[] body) throws Exception {
    return post("/cars", "application/json", encoding, body);
  }

  private HttpResponse<String> post(String path, String type, String encoding, byte[] body)
      throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", type)
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream compressed = new GZIPOutputStream(bytes)) {
      compressed.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream compressed = new DeflaterOutputStream(bytes)) {
      compressed.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JsonPath.<String>read(answer.body(), "$.code")).isEqualTo(code);
  }
}
