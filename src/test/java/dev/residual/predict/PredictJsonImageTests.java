package dev.residual.predict;

import static dev.residual.inference.JsonImages.json;
import static dev.residual.inference.JsonImages.rows;
import static dev.residual.predict.PredictClient.assertIndices;
import static dev.residual.predict.PredictClient.assertProblem;
import static dev.residual.predict.PredictClient.assertRefused;
import static dev.residual.predict.PredictClient.file;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.inference.ModelCache;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Sends files in base64, and numbers from 0 to 1, as JSON. */
@ServingTest
class PredictJsonImageTests {

  private static final byte[] FILE = file("png", 28, 28, 6);

  @Autowired PredictClient predict;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void filesAndNumbersMayBeMixed() {
    String body =
        "{\"images\": [\"%s\", %s, \"data:image/png;base64,%s\"]}"
            .formatted(base64(FILE), json(rows(28, 28, 4)), base64(file("jpeg", 28, 28, 3)));

    assertIndices(predict.json("/predict", body), 6, 4, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "data:;base64,",
        "data:image/png;base64,",
        "DATA:IMAGE/JPEG;name=a.jpg;BASE64,",
        "data:application/octet-stream;base64,"
      })
  void dataUrlMayNameAnyType(String prefix) {
    assertIndices(predict.json("/predict", pixels(prefix + base64(FILE))), 6);
  }

  @Test
  void base64MayHaveLineBreaksAndTheAlphabetOfUrls() {
    String mime = Base64.getMimeEncoder().encodeToString(FILE).replace("\r\n", "\\r\\n");
    String url = Base64.getUrlEncoder().withoutPadding().encodeToString(FILE);

    assertIndices(predict.json("/predict", pixels(mime)), 6);
    assertIndices(predict.json("/predict", pixels(url)), 6);
  }

  @Test
  void fileInJsonIsFittedLikeAnUpload() {
    String body = pixels(base64(file("png", 56, 56, 6)));

    assertIndices(predict.json("/predict?fit=resize", body), 6);
    assertThat(predict.json("/predict", body))
        .satisfies(answer -> assertProblem(answer, HttpStatus.UNPROCESSABLE_CONTENT, "wrong-size"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .startsWith("pixels: the image must have 28x28 pixels, had 56x56");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://example.org/boot.png | must be rows of numbers, or an image file as base64 or as a"
            + " data URL",
        "AAAA=AAA | must be rows of numbers, or an image file as base64 or as a data URL",
        "data:image/svg+xml,%3Csvg%3E | must be a data URL with base64, such as"
            + " data:image/png;base64,iVBORw0KGgo=",
        "data: | must be a data URL with base64, such as data:image/png;base64,iVBORw0KGgo=",
      })
  void textThatIsNoBase64IsRefused(String text, String message) {
    String body = "{\"images\": [\"%s\", \"%s\"]}".formatted(base64(FILE), text);

    assertRefused(predict.json("/predict", body), "images[1]", message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not an image"})
  void fileThatIsNoImageIsNamedByItsPosition(String content) {
    String body =
        "{\"images\": [\"%s\", \"%s\"]}"
            .formatted(base64(FILE), base64(content.getBytes(US_ASCII)));

    assertThat(predict.json("/predict", body))
        .satisfies(
            answer -> assertProblem(answer, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-an-image"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .startsWith("images[1]: ");
  }

  @Test
  void fileInJsonCountsForTheLimits() {
    String truncated = "\"%s\"".formatted(base64(Arrays.copyOf(FILE, FILE.length / 2)));
    String all = String.join(", ", Collections.nCopies(65, truncated));

    assertProblem(
        predict.json("/predict", "{\"images\": [%s]}".formatted(all)),
        HttpStatus.CONTENT_TOO_LARGE,
        "too-many-images");
    assertProblem(
        predict.json("/predict", "{\"images\": [%s]}".formatted(truncated)),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "unreadable");
  }

  @Test
  void fractionsFromZeroToOneAreRefusedWithAHint() {
    assertRefused(
        predict.json("/predict", fractions()),
        "pixels",
        "must have values from 0 to 255, had fractions from 0 to 1; multiply them by 255, or send"
            + " the parameter scale=1");
  }

  @Test
  void scaleOneTakesFractions() {
    MvcTestResult answer = predict.json("/predict?scale=1&topK=1", fractions());

    assertIndices(answer, Math.round(0.4f * 255) % 10);
    assertThat(answer).bodyText().doesNotContain("blank");
  }

  @ParameterizedTest
  @CsvSource({
    "255, 2.5, 'must be a whole number, was 2.5'",
    "255, 256, 'must be between 0 and 255, was 256'",
    "255, 99999999999, 'must be between 0 and 255, was 99999999999'",
    "255, 1e999, 'must be between 0 and 255, was Infinity'",
    "1, 1.01, 'must be between 0 and 1, was 1.01'",
    "1, -1, 'must be between 0 and 1, was -1'",
  })
  void numberOutOfScaleIsRefusedByItsPosition(String scale, String number, String message) {
    String body = pixels(rows(28, 28, 0)).replace("128", number);

    assertRefused(predict.json("/predict?scale=" + scale, body), "pixels[14][14]", message);
  }

  @Test
  void scaleWithoutNumbersIsRefused() {
    String message = "is for images that are JSON numbers, and the request has none";

    assertRefused(predict.json("/predict?scale=1", pixels(base64(FILE))), "scale", message);
    assertRefused(
        predict.http().post().uri("/predict?scale=1").multipart().file("image", FILE).exchange(),
        "scale",
        message);
  }

  private static String fractions() {
    return pixels(rows(28, 28, 0)).replace("128", "0.75").replaceFirst("0", "0.4");
  }

  private static String pixels(String file) {
    return "{\"pixels\": \"%s\"}".formatted(file);
  }

  private static String pixels(int[][] rows) {
    return "{\"pixels\": %s}".formatted(json(rows));
  }

  private static String base64(byte[] file) {
    return Base64.getEncoder().encodeToString(file);
  }
}
