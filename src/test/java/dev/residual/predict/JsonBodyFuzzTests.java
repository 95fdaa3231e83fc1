package dev.residual.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.residual.inference.ModelCache;
import dev.residual.inference.Serving;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import dev.residual.oip.OipController;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/**
 * Sends the files in {@code JsonBodyFuzzTestsInputs}, and with {@code ./mvnw test-compile
 * surefire:test@fuzz} the variants that the fuzzer makes of them.
 */
@WebMvcTest({PredictController.class, OipController.class})
@Import({Serving.class, JsonBodyFuzzTests.Models.class})
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
public class JsonBodyFuzzTests {

  @TestConfiguration(proxyBeanMethods = false)
  public static class Models {

    @Bean
    ModelRegistry registry() {
      return StubModel.withoutInvocations(ModelRegistry.class);
    }

    @Bean(destroyMethod = "")
    ModelCache preparedModels(ModelRegistry registry) throws Exception {
      ModelCache models = StubModel.withoutInvocations(ModelCache.class);
      StubModel.serves(registry, models);
      return models;
    }
  }

  @Autowired MockMvcTester http;

  @FuzzTest
  void anyBodyIsAnsweredOrRefused(byte[] body) {
    assertAnsweredOrRefused("/predict", body);
    assertAnsweredOrRefused("/v2/models/default/infer", body);
  }

  private void assertAnsweredOrRefused(String path, byte[] body) {
    MvcTestResult answer =
        http.post().uri(path).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
    assertThat(answer.getUnresolvedException()).isNull();
    assertThat(answer.getResponse().getStatus()).isIn(200, 400, 413, 415, 422);
    assertThat(answer.getResponse().getContentType()).isNotNull();
  }
}
