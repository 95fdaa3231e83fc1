package dev.residual.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.residual.model.ModelDescription;
import dev.residual.model.Samples;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Tests what is in a bundle, and its download. */
class BundleTests extends Bundles {

  @Test
  void bundleIsCompleteAndItsProgramRunsAsItIs() throws Exception {
    UUID id = trained(Kind.GRAY_28);
    Map<String, byte[]> files = unpack(get(id));

    assertThat(files.keySet())
        .contains(
            "README.md",
            "labels.json",
            "labels.txt",
            "preprocessing.json",
            "calibration.json",
            "Predict.java",
            "predict.py",
            "requirements.txt",
            "samples/expected.csv",
            "samples/01.png",
            "model.onnx");
    assertThat(new String(files.get("labels.txt"), UTF_8)).isEqualTo("Shirt\nBag\n");
    assertThat(files.get("README.md"))
        .isEqualTo(
            http.get()
                .uri("/models/{id}/card", id)
                .exchange()
                .getResponse()
                .getContentAsByteArray());
    assertThat(files.get("model.onnx"))
        .isEqualTo(
            http.get()
                .uri("/models/{id}/onnx", id)
                .exchange()
                .getResponse()
                .getContentAsByteArray());
    assertThat(
            JsonPath.<Integer>read(new String(files.get("preprocessing.json"), UTF_8), "$.width"))
        .isEqualTo(28);
    assertThat(BundledProgram.run(folder, "--check"))
        .matches("(?s)6 probabilities, largest difference 0\\.0000\\d\\d\\R");
    assertThat(BundledProgram.run(folder, "samples/01.png"))
        .matches("(?s)samples/01.png: (Shirt|Bag), [01]\\.\\d{4}\\R");
    assertThat(BundledProgram.run(folder, "boot.png"))
        .matches("boot.png: there is no such file\\R");
    assertThat(BundledProgram.run(folder, "labels.txt"))
        .matches("labels.txt: not an image that this Java can read; use a PNG or JPEG\\R");
  }

  @Test
  void sameModelHasTheSameBytes() throws Exception {
    UUID id = trained(Kind.COLOR);
    byte[] bundle = get(id).getResponse().getContentAsByteArray();
    assertThat(get(id).getResponse().getContentAsByteArray()).isEqualTo(bundle);
  }

  @Test
  void bundleIsADownload() throws IOException {
    UUID id = trained(Kind.GRAY_28);
    MvcTestResult whole = get(id);
    byte[] bytes = whole.getResponse().getContentAsByteArray();
    String etag = whole.getResponse().getHeader("ETag");

    assertThat(whole)
        .hasStatusOk()
        .hasContentType("application/zip")
        .hasHeader("Content-Disposition", "attachment; filename=\"%s.zip\"".formatted(id));
    assertThat(http.head().uri(path(id)))
        .hasStatusOk()
        .hasHeader("Content-Length", String.valueOf(bytes.length));
    assertThat(http.get().uri(path(id)).header("If-None-Match", etag))
        .hasStatus(HttpStatus.NOT_MODIFIED);
    assertThat(http.get().uri(path(id)).header("Range", "bytes=100-"))
        .hasStatus(HttpStatus.PARTIAL_CONTENT)
        .body()
        .isEqualTo(Arrays.copyOfRange(bytes, 100, bytes.length));
  }

  @Test
  void backboneHasNoBundle() throws Exception {
    ModelDescription trained = Samples.description("fashion-mnist", 0.9);
    ModelDescription backbone =
        ModelDescription.imported(
            trained.architecture(),
            trained.preprocessing(),
            List.of(),
            new ModelDescription.Origin("mine", null, null, "00ff", null));

    MvcTestResult answer = get(save(Kind.GRAY_28, backbone, null));

    assertThat(answer).hasStatus(HttpStatus.CONFLICT);
    assertThat(JsonPath.<String>read(answer.getResponse().getContentAsString(), "$.code"))
        .isEqualTo("model-without-labels");
  }
}
