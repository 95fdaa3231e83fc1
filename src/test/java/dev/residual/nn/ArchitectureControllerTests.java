package dev.residual.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WebMvcTest(ArchitectureController.class)
class ArchitectureControllerTests {

  private static final String SUMMARY = "/architectures/resnet18/summary";

  @Autowired private MockMvcTester http;

  @Test
  void listsPresetsWithTorchvisionCounts() {
    assertThat(http.get().uri("/architectures"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.items[*].parameters")
        .asArray()
        .containsExactly(11_689_512, 21_797_672, 25_557_032, 44_549_160, 60_192_808);
  }

  @Test
  void summaryUsesArticleConventionByDefault() {
    assertThat(http.get().uri(SUMMARY))
        .bodyJson()
        .extractingPath("$.totalParameters")
        .isEqualTo(11_186_186);
    assertThat(http.get().uri(SUMMARY + "?channels=3&classes=1000&convention=torchvision"))
        .bodyJson()
        .extractingPath("$.trainableParameters")
        .isEqualTo(11_689_512);
  }

  @Test
  void returnsSummaryAsText() {
    assertThat(http.get().uri(SUMMARY).accept(MediaType.TEXT_PLAIN))
        .hasContentTypeCompatibleWith(MediaType.TEXT_PLAIN)
        .bodyText()
        .contains("total parameters: 11,186,186");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18/summary?imageSize=27, 400",
    "resnet18/summary?imageSize=225, 400",
    "resnet18/summary?channels=0, 400",
    "resnet18/summary?classes=1, 400",
    "resnet18/summary?convention=paddle, 400",
    "resnet50/summary?convention=article, 400",
    "resnet19/summary, 404"
  })
  void rejectsInvalidSummaryParameters(String path, int status) {
    assertThat(http.get().uri("/architectures/" + path)).hasStatus(HttpStatus.valueOf(status));
  }
}
