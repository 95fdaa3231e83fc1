package dev.residual.predict;

import static dev.residual.inference.JsonImages.images;
import static dev.residual.predict.PredictClient.assertProblem;
import static dev.residual.predict.PredictClient.assertRefused;
import static dev.residual.predict.PredictClient.file;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mockStatic;

import dev.residual.image.ImageConversion;
import dev.residual.image.ImageDecoder;
import dev.residual.image.ImageException;
import dev.residual.image.ImageException.Kind;
import dev.residual.inference.ModelCache;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Answers;
import org.mockito.MockedStatic;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@ServingTest
@TestPropertySource(properties = "residual.decoding.max-wait=0s")
class PredictUploadTests {

  @Autowired MockMvcTester http;
  @Autowired PredictClient predict;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;
  @Autowired DecodingBudget budget;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void moreThan64ImagesAreRefused() {
    assertProblem(
        predict.json("/predict", images(65)), HttpStatus.CONTENT_TOO_LARGE, "too-many-images");
    assertProblem(
        predict.send("application/octet-stream", new byte[65 * 784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "too-many-images");
    var upload = http.post().uri("/predict").multipart();
    for (int i = 0; i < 65; i++) {
      upload = upload.file("image", file("png", 28, 28, 0));
    }
    assertProblem(upload.exchange(), HttpStatus.CONTENT_TOO_LARGE, "too-many-images");
  }

  @Test
  void bodyLargerThanTenMegabytesIsRefused() {
    assertProblem(
        predict.send("image/png", new byte[(10 << 20) + 1]),
        HttpStatus.CONTENT_TOO_LARGE,
        "too-large");
  }

  @Test
  void imageOfAnotherSizeIsRefused() {
    assertThat(predict.send("image/png", file("png", 32, 30, 0)))
        .satisfies(answer -> assertProblem(answer, HttpStatus.UNPROCESSABLE_CONTENT, "wrong-size"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("32x30");
  }

  @Test
  void imageOfTooManyPixelsIsRefused() {
    assertProblem(
        predict.send("image/png", file("png", 5001, 5000, 0)),
        HttpStatus.CONTENT_TOO_LARGE,
        "too-large");
  }

  @Test
  void wideImageIsRefusedFromItsHeader() {
    // The signature and the header of a PNG of 25,000,000x1 pixels of 64 bits, with its checksum.
    byte[] header =
        HexFormat.of()
            .parseHex("89504e470d0a1a0a0000000d49484452017d78400000000110060000001d6f9e7d");

    assertThat(predict.resized(header))
        .satisfies(answer -> assertProblem(answer, HttpStatus.CONTENT_TOO_LARGE, "too-large"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("25000000x1", "65535 a side");
  }

  @Test
  void tooManyPixelsInAllAreRefusedBeforeDecoding() {
    byte[] truncated = Arrays.copyOf(file("png", 4000, 4000, 0), 64);

    assertThat(predict.resized(truncated, truncated, truncated, truncated, file("png", 1, 1, 0)))
        .satisfies(answer -> assertProblem(answer, HttpStatus.CONTENT_TOO_LARGE, "too-many-pixels"))
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo(
            "The images of a request may have at most 64000000 pixels in all, had 64000001;"
                + " send fewer at a time, or smaller ones");
    assertProblem(
        predict.resized(truncated, truncated, truncated, truncated),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "unreadable");
  }

  @Test
  void invalidHeaderIsRefusedBeforeDecoding() {
    byte[] truncated = Arrays.copyOf(file("png", 28, 28, 0), 64);

    assertThat(predict.resized(truncated, file("jpeg", 5001, 5000, 0)))
        .satisfies(answer -> assertProblem(answer, HttpStatus.CONTENT_TOO_LARGE, "too-large"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .startsWith("image[1]: ");
  }

  @Test
  void truncatedFileIsUnreadable() {
    byte[] whole = file("png", 28, 28, 0);

    assertProblem(
        predict.send("image/png", Arrays.copyOf(whole, whole.length / 2)),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "unreadable");
  }

  @Test
  void fileThatIsNoImageIsRefused() {
    assertProblem(
        predict.send("image/png", "I am named image.png".getBytes(US_ASCII)),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "not-an-image");
  }

  @ParameterizedTest
  @CsvSource({
    "%PDF-1.7, PDF",
    "<svg xmlns='http://www.w3.org/2000/svg'/>, SVG",
    "'    ftypheic', HEIC",
    "'    ftypavif', AVIF"
  })
  void unsupportedFormatIsNamedWithARemedy(String start, String format) {
    for (String type : new String[] {"image/*", "application/octet-stream"}) {
      assertThat(predict.send(type, start.getBytes(US_ASCII)))
          .satisfies(
              answer ->
                  assertProblem(
                      answer, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-image-format"))
          .bodyJson()
          .extractingPath("$.detail")
          .asString()
          .startsWith("body: the file is " + format + ", which is not decoded; ")
          .containsAnyOf("PNG", "JPEG");
    }
  }

  @Test
  void requestWaitsForMemoryAndIsThenToldToRetry() {
    try (DecodingBudget.Share all = budget.acquire(Long.MAX_VALUE)) {
      assertThat(predict.send("image/png", file("png", 28, 28, 5)))
          .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
          .hasHeader("Retry-After", "2")
          .bodyJson()
          .extractingPath("$.code")
          .isEqualTo("overloaded");
      assertThat(predict.resized(file("png", 28, 28, 5))).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
    }
    PredictClient.assertIndices(predict.send("image/png", file("png", 28, 28, 5)), 5);
  }

  @Test
  void lackOfMemoryIsNotTheFaultOfTheClient() {
    byte[] file = file("png", 28, 28, 5);
    try (MockedStatic<ImageDecoder> decoder =
        mockStatic(ImageDecoder.class, Answers.CALLS_REAL_METHODS)) {
      decoder
          .when(() -> ImageDecoder.decode(any(), any(ImageConversion.class)))
          .thenThrow(new ImageException(Kind.NO_MEMORY, "there is too little memory"));

      assertThat(predict.send("image/png", file))
          .hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
          .hasHeader("Retry-After", "2");
    }
  }

  @Test
  void partThatIsNoImageIsNamedByItsPosition() {
    assertThat(
            http.post()
                .uri("/predict")
                .multipart()
                .file("image", file("png", 28, 28, 3))
                .file("image", new byte[0])
                .exchange())
        .satisfies(
            answer -> assertProblem(answer, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-an-image"))
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo("image[1]: the file is empty; send a PNG or JPEG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!fit", "_explain", "abstainBelow.x", "topK[0]"})
  void partWhoseNameIsNotExactlyAParameterIsRefused(String name) {
    assertRefused(
        http.post()
            .uri("/predict")
            .multipart()
            .file("image", file("png", 28, 28, 5))
            .param(name, "1")
            .exchange(),
        name,
        "is not a known part; images go into parts named image");
  }

  @Test
  void partOfAnotherNameIsRefused() {
    assertRefused(
        http.post().uri("/predict").multipart().file("photo", file("png", 28, 28, 3)).exchange(),
        "photo",
        "is not a known part; images go into parts named image");
  }

  @Test
  void partThatIsNoFileIsRefused() {
    assertRefused(
        http.post().uri("/predict").multipart().param("image", "boot.png").exchange(),
        "image",
        "must be a file; the part has no file name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "topK", "fit", "polarity", "scale", "explain", "abstainBelow"})
  void fileInPlaceOfAParameterIsRefused(String name) {
    byte[] file = file("png", 28, 28, 5);

    assertRefused(
        http.post().uri("/predict").multipart().file("image", file).file(name, file).exchange(),
        name,
        "must be a value in the query, was a file");
  }

  @Test
  void parametersMayBeParts() {
    assertThat(
            http.post()
                .uri("/predict")
                .multipart()
                .file("image", file("png", 28, 28, 5))
                .param("topK", "1")
                .exchange())
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions[0].top.length()")
        .isEqualTo(1);
  }

  @Test
  void partWithNulCharacterIsRefused() {
    assertRefused(
        http.post()
            .uri("/predict")
            .multipart()
            .file("image", file("png", 28, 28, 5))
            .param("model", "a\0")
            .exchange(),
        "model",
        "must not contain the character U+0000");
  }

  @Test
  void uploadWithoutPartsIsRefused() {
    assertRefused(
        http.post().uri("/predict").multipart().exchange(),
        "image",
        "must have 1 to 64 images, had none");
  }
}
