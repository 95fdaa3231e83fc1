package dev.residual.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** The body and its digests are an example of RFC 9530, appendix D. */
class ContentDigestTests {

  private static final String BODY = "{\"hello\": \"world\"}\n";
  private static final String SHA_256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
  private static final String SHA_512 =
      "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:";

  @ParameterizedTest
  @ValueSource(
      strings = {SHA_256, SHA_512, SHA_256 + ", " + SHA_512, "md5=:AAAA:," + SHA_256 + ";q=1"})
  void bodyWithItsDigestIsTaken(String header) throws IOException {
    ContentDigest digest = read(header);

    assertThatCode(digest::verify).doesNotThrowAnyException();
    assertThat(digest.sha256())
        .isEqualTo("44aff4ab2d7c3250525675a08f0cfa9591168cffe51791c5f5bbc417c15a6c38");
  }

  @Test
  void otherBodyIsRefusedWithBothDigests() throws IOException {
    ContentDigest digest = read("sha-256=:AAAA:");

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(digest::verify)
        .satisfies(
            e -> {
              assertThat(e.getBody().getProperties()).containsEntry("code", "digest-mismatch");
              assertThat(e.getBody().getDetail()).contains(":AAAA:", SHA_256.substring(8));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "44aff4ab", "sha-256=44aff4ab", "md5=:AAAA:", "sha-256=:AAAA:,", "="})
  void headerThatCannotBeReadIsRefused(String header) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> ContentDigest.parse(header))
        .satisfies(e -> assertThat(e.getBody().getDetail()).contains("sha-256=:BASE64:"));
  }

  @Test
  void digestOfCompressedBodyIsRefused() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader(ContentDigest.HEADER, SHA_256);
    request.addHeader("Content-Encoding", "gzip");

    assertThatExceptionOfType(Problem.class).isThrownBy(() -> ContentDigest.of(request));
  }

  private static ContentDigest read(String header) throws IOException {
    ContentDigest digest = ContentDigest.parse(header);
    digest
        .computing(new ByteArrayInputStream(BODY.getBytes(StandardCharsets.UTF_8)))
        .readAllBytes();
    return digest;
  }
}
