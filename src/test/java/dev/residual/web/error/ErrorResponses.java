package dev.residual.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.web.Problem;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Asks the endpoints of a test, and checks the problems that they answer. */
@WebMvcTest(
    controllers = ErrorTestController.class,
    properties = "residual.web.allowed-hosts=ml.example.com,my_host,.example.org")
@Import({ErrorTestController.class, ErrorResponses.RequestConfiguration.class})
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
@ExtendWith(OutputCaptureExtension.class)
abstract class ErrorResponses {

  /** Adds the configurations that a web test does not scan. */
  @TestConfiguration(proxyBeanMethods = false)
  @ComponentScan(
      basePackageClasses = Problem.class,
      useDefaultFilters = false,
      includeFilters = @Filter(type = FilterType.ANNOTATION, classes = Configuration.class),
      excludeFilters = @Filter(type = FilterType.ANNOTATION, classes = SpringBootTest.class))
  static class RequestConfiguration {}

  static final String CAR = "/cars/00000000-0000-0000-0000-000000000001";

  @Autowired MockMvcTester http;

  MvcTestResult post(String body) {
    return http.post()
        .uri("/cars")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  static void assertRefused(MvcTestResult answer, String field, String message) {
    assertProblem(answer, HttpStatus.BAD_REQUEST, "invalid-request");
    assertThat(answer).bodyJson().extractingPath("$.errors[0].message").isEqualTo(message);
    assertThat(answer).bodyJson().extractingPath("$.errors[0].field").isEqualTo(field);
    assertThat(answer).bodyJson().extractingPath("$.detail").isEqualTo(field + " " + message);
    assertShowsNoInternals(answer);
  }

  static void assertProblem(MvcTestResult answer, HttpStatus status, String code) {
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

  static void assertShowsNoInternals(MvcTestResult answer) {
    assertThat(answer)
        .body()
        .asString()
        .doesNotContain("java", "dev.residual", "jackson", "secret");
  }

  static String read(MvcTestResult answer, String path) {
    try {
      return com.jayway.jsonpath.JsonPath.read(answer.getResponse().getContentAsString(), path);
    } catch (java.io.UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
