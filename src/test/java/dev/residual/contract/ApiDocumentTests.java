package dev.residual.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.residual.ResidualTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The OpenAPI document itself is complete, and its texts have one form. */
@ResidualTest
class ApiDocumentTests {

  private String document;

  @BeforeEach
  void readDocument(@Autowired MockMvcTester http) throws Exception {
    document = http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString();
  }

  @Test
  void everyOperationHasAnIdOfItsOwn() {
    List<String> ids = JsonPath.read(document, "$.paths.*.*.operationId");

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z][A-Za-z]+"));
    assertThat(ids).contains("submitJob", "getJob", "predict", "infer", "inferOfVersion");
  }

  @Test
  void everySummaryIsAnImperativeWithoutAFullStop() {
    List<String> summaries = JsonPath.read(document, "$.paths.*.*.summary");

    assertThat(summaries)
        .isNotEmpty()
        .allMatch(
            summary ->
                summary.matches(
                    "(Add|Assign|Cancel|Change|Check|Classify|Compare|Create|Delete|Describe|Download"
                        + "|Get|List|Pause|Remove|Resume|Revoke|Search|Stop|Stream|Submit|Upload)"
                        + " .*[^.]"));
  }

  @Test
  void everyAnswerHasAMediaTypeAndEverySchemaAForm() {
    assertThat(document).doesNotContain("*/*");
    String architecture = "$.components.schemas.JobRequest.properties.architecture.oneOf";
    assertThat(JsonPath.<String>read(document, architecture + "[0].type")).isEqualTo("string");
    assertThat(JsonPath.<String>read(document, architecture + "[1].$ref"))
        .isEqualTo("#/components/schemas/CustomArchitecture");
    String size = "$.components.schemas.JobRequest.properties.validationSize..oneOf";
    assertThat(JsonPath.<List<Integer>>read(document, size + "[0].maximum"))
        .containsExactly(1_000_000);
    assertThat(JsonPath.<List<String>>read(document, size + "[1].enum[0]"))
        .containsExactly("given");
    String scale = "$.components.schemas.Crop.properties.scale";
    assertThat(JsonPath.<Double>read(document, scale + ".items.minimum")).isEqualTo(0.01);
    assertThat(JsonPath.<List<?>>read(document, scale + ".default")).hasSize(2);
    assertThat(JsonPath.<List<Map<String, ?>>>read(document, "$..[?(@.type == 'array')]"))
        .allSatisfy(array -> assertThat(array).containsKey("items"));
  }
}
