package dev.residual.predict;

import static dev.residual.inference.JsonImages.images;
import static dev.residual.inference.JsonImages.pixels;
import static dev.residual.inference.JsonImages.rows;
import static dev.residual.predict.PredictClient.assertIndices;
import static dev.residual.predict.PredictClient.assertProblem;
import static dev.residual.predict.PredictClient.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

import com.jayway.jsonpath.JsonPath;
import dev.residual.inference.LoadedModel;
import dev.residual.inference.ModelCache;
import dev.residual.inference.ModelResolver;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.AliasesChanged;
import dev.residual.model.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@ServingTest
class PredictTests {

  @Autowired MockMvcTester http;
  @Autowired PredictClient predict;
  @Autowired ModelResolver names;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void imageGetsALabelAndTheTopThree() {
    assertThat(predict.json("/predict", pixels(rows(28, 28, 9))))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"model": {"id": "%s", "name": "default", "architecture": "resnet18",
                       "testTop1": 0.912},
             "predictions": [{"label": "label 9", "index": 9, "probability": 0.625,
               "top": [{"label": "label 9", "index": 9, "probability": 0.625},
                       {"label": "label 8", "index": 8, "probability": 0.08},
                       {"label": "label 7", "index": 7, "probability": 0.07}]}]}
            """
                .formatted(StubModel.ID));
  }

  @Test
  void predictionsAreInTheOrderOfTheImages() {
    assertIndices(predict.json("/predict?topK=1", images(5)), 0, 1, 2, 3, 4);
  }

  @Test
  void imageHas784RawBytes() {
    byte[] body = new byte[2 * 784];
    body[400] = 99;
    body[784] = 4;
    body[784 + 400] = 99;

    assertIndices(predict.send("application/octet-stream", body), 0, 4);
  }

  @Test
  void sixtyFourImagesAreAccepted() {
    assertThat(predict.json("/predict", images(64)))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions.length()")
        .isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource({"image/png, png", "image/jpeg, jpeg", "image/jpeg, png"})
  void fileFormatIsDetectedFromItsContent(String type, String format) {
    assertIndices(predict.send(type, file(format, 28, 28, 5)), 5);
  }

  @Test
  void partsNamedImageAreReadInOrder() {
    assertIndices(
        http.post()
            .uri("/predict?topK=1")
            .multipart()
            .file("image", file("png", 28, 28, 3))
            .file("image", file("png", 28, 28, 7))
            .exchange(),
        3,
        7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "topK=", "model=&fit=&polarity=&scale=&explain=&abstainBelow="})
  void absentOrEmptyParameterHasItsDefault(String query) {
    assertThat(predict.json("/predict?" + query, pixels(rows(28, 28, 0))))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions[0].top.length()")
        .isEqualTo(3);
  }

  @Test
  void headersAreNotParameters() {
    assertThat(
            http.post()
                .uri("/predict")
                .header("topK", "1")
                .header("fit", "crop")
                .contentType(MediaType.APPLICATION_JSON)
                .content(pixels(rows(28, 28, 0)))
                .exchange())
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions[0].top.length()")
        .isEqualTo(3);
  }

  @Test
  void modelMayBeNamedByItsId() {
    assertThat(predict.json("/predict?topK=10&model=" + StubModel.ID, pixels(rows(28, 28, 0))))
        .hasStatusOk()
        .bodyJson()
        .satisfies(
            body -> {
              assertThat(body).extractingPath("$.model.name").isEqualTo(StubModel.ID.toString());
              assertThat(body).extractingPath("$.predictions[0].top.length()").isEqualTo(10);
            });
  }

  @Test
  void fitResizeAcceptsAnotherSize() {
    MvcTestResult answer =
        http.post()
            .uri("/predict?fit=resize")
            .contentType(MediaType.IMAGE_PNG)
            .content(file("png", 56, 56, 5))
            .exchange();

    assertIndices(answer, 5);
  }

  @Test
  void polarityAutoInvertsDarkOnLight() {
    String light = pixels(rows(28, 28, 255));

    assertThat(predict.json("/predict?topK=1", light))
        .bodyJson()
        .extractingPath("$.predictions[0].index")
        .isNotEqualTo(0);
    assertThat(predict.json("/predict?polarity=auto", light))
        .bodyJson()
        .extractingPath("$.predictions[0].index")
        .isEqualTo(0);
  }

  @Test
  void unsureModelAbstainsAndShowsItsProbabilities() {
    String black = pixels(rows(28, 28, 0));

    assertThat(predict.json("/predict?abstainBelow=0.7&topK=1", black))
        .bodyText()
        .contains("\"label\":null,\"index\":null,\"probability\":0.625,\"abstained\":true");
    assertThat(predict.json("/predict?abstainBelow=0.6", black))
        .bodyText()
        .contains("\"label\":\"label 0\"", "\"abstained\":false");
    assertThat(predict.json("/predict", black)).bodyText().doesNotContain("abstained", "heatmap");
  }

  @Test
  void explanationIsAHeatmap() throws Exception {
    MvcTestResult answer = predict.json("/predict?explain=true", pixels(rows(28, 28, 0)));

    assertThat(answer)
        .bodyJson()
        .extractingPath("$.predictions[0].heatmapMethod")
        .isEqualTo("class-activation");
    BufferedImage image = heatmap(answer);
    assertThat(image.getWidth()).isEqualTo(224);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xff000000);
    assertThat(image.getRGB(223, 223)).isEqualTo(0xff000000 | Math.round(0.7f * 255) << 16);
  }

  @Test
  void modelWithSmallMapsExplainsByOcclusion() throws Exception {
    LoadedModel small = StubModel.model();
    given(small.hasActivationMaps()).willReturn(false);
    given(models.acquire(any(), any())).willReturn(StubModel.lease(small));

    MvcTestResult answer = predict.json("/predict?explain=true", pixels(rows(28, 28, 7)));

    assertThat(answer)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions[0].heatmapMethod")
        .isEqualTo("occlusion");
    BufferedImage image = heatmap(answer);
    assertThat(image.getWidth()).isEqualTo(224);
    assertThat(image.getRGB(0, 0) >> 16 & 0xff)
        .as("red, where the label depends on")
        .isEqualTo(181);
    assertThat(image.getRGB(223, 223)).isEqualTo(0xff070707);
  }

  private static BufferedImage heatmap(MvcTestResult answer) throws IOException {
    String heatmap =
        JsonPath.read(answer.getResponse().getContentAsString(), "$.predictions[0].heatmap");
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(heatmap)));
  }

  @Test
  void missingDefaultModelPointsToJobs() {
    given(registry.find("default")).willReturn(Optional.empty());
    names.invalidate(new AliasesChanged());

    assertThat(predict.json("/predict", pixels(rows(28, 28, 0))))
        .satisfies(answer -> assertProblem(answer, HttpStatus.CONFLICT, "no-model"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("POST /jobs");
  }

  @Test
  void unknownModelIsNotFound() {
    assertProblem(
        predict.json("/predict?model=nobody", pixels(rows(28, 28, 0))),
        HttpStatus.NOT_FOUND,
        "no-such-model");
  }
}
