package dev.residual.web.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.Mockito.mock;

import dev.residual.web.BodyLimit;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;

class ContentEncodingFilterTests {

  private final ContentEncodingFilter filter =
      new ContentEncodingFilter(
          mock(HandlerExceptionResolver.class),
          new StaticListableBeanFactory().getBeanProvider(BodyLimit.class));

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void decompressionEndsWithTheRequest(String encoding) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/cars");
    request.addHeader("Content-Encoding", encoding);
    request.setContent(compressed(encoding));
    AtomicReference<ServletInputStream> body = new AtomicReference<>();

    filter.doFilter(
        request,
        new MockHttpServletResponse(),
        (decompressed, response) -> {
          body.set(decompressed.getInputStream());
          assertThat(body.get().read()).isEqualTo('a');
        });

    assertThatIOException().isThrownBy(() -> body.get().read());
  }

  private static byte[] compressed(String encoding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        encoding.equals("gzip") ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      out.write("abc".getBytes(US_ASCII));
    }
    return bytes.toByteArray();
  }
}
