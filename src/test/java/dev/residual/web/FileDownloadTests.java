package dev.residual.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.ServletWebRequest;

class FileDownloadTests {

  private static final Instant CHANGED = Instant.parse("2026-11-25T12:00:00.5Z");

  private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/file");
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  @Test
  void wholeFileIsSentWithItsValidators() throws IOException {
    ResponseEntity<Object> sent = send();

    assertThat(sent.getStatusCode()).isEqualTo(HttpStatus.OK);
    assertThat(sent.getHeaders().getETag()).isEqualTo("\"abc\"");
    assertThat(sent.getHeaders().getFirst("Last-Modified"))
        .isEqualTo("Wed, 25 Nov 2026 12:00:00 GMT");
    assertThat(sent.getHeaders().getFirst("Accept-Ranges")).isEqualTo("bytes");
    assertThat(sent.getHeaders().getContentLength()).isEqualTo(10);
    assertThat(((Resource) sent.getBody()).getContentAsString(UTF_8)).isEqualTo("0123456789");
  }

  @Test
  void headSendsNoBody() throws IOException {
    request.setMethod("HEAD");

    assertThat(send().getBody()).isNull();
    assertThat(send().getHeaders().getContentLength()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2-4, 234, bytes 2-4/10",
    "bytes=8-, 89, bytes 8-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=0-99, 0123456789, bytes 0-9/10"
  })
  void rangeIsSentAlone(String range, String content, String contentRange) throws IOException {
    request.addHeader("Range", range);

    ResponseEntity<Object> sent = send();

    assertThat(sent.getStatusCode()).isEqualTo(HttpStatus.PARTIAL_CONTENT);
    assertThat(sent.getHeaders().getFirst("Content-Range")).isEqualTo(contentRange);
    assertThat(sent.getHeaders().getContentLength()).isEqualTo(content.length());
    assertThat(((Resource) sent.getBody()).getContentAsString(UTF_8)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"items=2-4", "bytes=x", "bytes=4-2", "bytes=0-1,4-5", "bytes="})
  void otherRangesAreIgnored(String range) throws IOException {
    request.addHeader("Range", range);

    assertThat(send().getStatusCode()).isEqualTo(HttpStatus.OK);
  }

  @Test
  void rangeBeyondTheEndIsRejectedWithTheLength() {
    request.addHeader("Range", "bytes=10-");

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(this::send)
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(416);
              assertThat(problem.getHeaders().getFirst("Content-Range")).isEqualTo("bytes */10");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"abc\" | 206",
        "\"old\" | 200",
        "Wed, 25 Nov 2026 12:00:00 GMT | 206",
        "Wed, 25 Nov 2026 11:00:00 GMT | 200"
      })
  void rangeOfAChangedFileIsIgnored(String validator, int status) throws IOException {
    request.addHeader("Range", "bytes=2-4");
    request.addHeader("If-Range", validator);

    assertThat(send().getStatusCode().value()).isEqualTo(status);
  }

  @Test
  void unchangedFileIsNotSentAgain() throws IOException {
    request.addHeader("If-None-Match", "\"abc\"");

    assertThat(send()).isNull();
    assertThat(response.getStatus()).isEqualTo(304);
  }

  private @Nullable ResponseEntity<Object> send() throws IOException {
    return new FileDownload(
            new ByteArrayResource("0123456789".getBytes(UTF_8)), "digits.txt", "abc", CHANGED)
        .respondTo(new ServletWebRequest(request, response));
  }
}
