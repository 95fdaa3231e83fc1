package dev.residual.oip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.residual.inference.Serving;
import dev.residual.predict.JsonBodyFuzzTests;
import java.util.Arrays;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/**
 * Sends JSON with bytes after it. The first line of an input file is the header with the length of
 * the JSON.
 */
@WebMvcTest(OipController.class)
@Import({Serving.class, JsonBodyFuzzTests.Models.class})
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
class OipBinaryFuzzTests {

  @Autowired MockMvcTester http;

  @FuzzTest
  void anyBodyIsAnsweredOrRefused(byte[] file) {
    int end = 0;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    MvcTestResult answer =
        http.post()
            .uri("/v2/models/default/infer")
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .header(InferRequestConverter.JSON_LENGTH, new String(file, 0, end, ISO_8859_1))
            .content(Arrays.copyOfRange(file, Math.min(end + 1, file.length), file.length))
            .exchange();
    assertThat(answer.getUnresolvedException()).isNull();
    assertThat(answer.getResponse().getStatus()).isIn(200, 400, 413);
    assertThat(answer.getResponse().getContentType()).isNotNull();
  }
}
