package dev.residual.inference;

import static dev.residual.inference.Numbers.images;
import static dev.residual.inference.Numbers.pixels;
import static dev.residual.inference.Numbers.rows;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

import com.jayway.jsonpath.JsonPath;
import dev.residual.model.AliasesChanged;
import dev.residual.model.Registry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(PredictController.class)
@Import(Serving.class)
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
class PredictTests {

  @Autowired MockMvcTester http;
  @Autowired ServedNames names;
  @MockitoBean Registry registry;
  @MockitoBean PreparedModels models;

  @BeforeEach
  void aModelIsThere() throws Exception {
    StandIn.serves(registry, models);
  }

  @Test
  void aPictureOfNumbersGetsItsNameAndTheThreeLikeliest() {
    assertThat(json("/predict", pixels(rows(28, 28, 9))))
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
                .formatted(StandIn.ID));
  }

  @Test
  void eachOfManyPicturesGetsItsNameInOrder() {
    assertNames(json("/predict?topK=1", images(5)), 0, 1, 2, 3, 4);
  }

  @Test
  void rawBytesAre784APicture() {
    byte[] body = new byte[2 * 784];
    body[784] = 4;

    assertNames(send("application/octet-stream", body), 0, 4);
  }

  @Test
  void sixtyFourPicturesAreTaken() {
    assertThat(json("/predict", images(64)))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions.length()")
        .isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource({"image/png, png", "image/jpeg, jpeg", "image/jpeg, png"})
  void aFileIsReadByWhatItIs(String type, String format) {
    assertNames(send(type, file(format, 28, 28, 5)), 5);
  }

  @Test
  void partsNamedImageAreReadInOrder() {
    assertNames(
        http.post()
            .uri("/predict?topK=1")
            .multipart()
            .file("image", file("png", 28, 28, 3))
            .file("image", file("png", 28, 28, 7))
            .exchange(),
        3,
        7);
  }

  @Test
  void aModelIsNamedByItsIdToo() {
    assertThat(json("/predict?topK=10&model=" + StandIn.ID, pixels(rows(28, 28, 0))))
        .hasStatusOk()
        .bodyJson()
        .satisfies(
            body -> {
              assertThat(body).extractingPath("$.model.name").isEqualTo(StandIn.ID.toString());
              assertThat(body).extractingPath("$.predictions[0].top.length()").isEqualTo(10);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topK=0 | topK | must be between 1 and 10, was 0",
        "topK=11 | topK | must be between 1 and 10, was 11",
        "topK=abc | topK | must be a whole number, was \"abc\"",
        "fit=crop | fit | must be exact or resize, was crop",
        "polarity=dark | polarity | must be as-is or auto, was dark",
        "explain=2 | explain | must be true or false, was \"2\"",
        "abstainBelow=1.5 | abstainBelow | must be between 0 and 1, was 1.5",
        "abstainBelow=NaN | abstainBelow | must be between 0 and 1, was NaN",
        "top=3 | top | is not a known parameter; known are model, topK, fit, polarity, explain, abstainBelow",
      })
  void aParameterThatIsNotKnownOrOutOfRangeIsRefused(String query, String field, String message) {
    assertRefused(json("/predict?" + query, pixels(rows(28, 28, 0))), field, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{} | pixels | or images must be given, and not both",
        "{\"pixels\": [], \"images\": []} | pixels | or images must be given, and not both",
        "{\"pixels\": []} | pixels | must have 28 rows, had 0",
        "{\"pixels\": 7} | pixels | must be a list, was a number",
        "{\"pixels\": [7]} | pixels[0] | must be a list, was a number",
        "{\"pixels\": [[2.5]]} | pixels[0][0] | must be a whole number, was 2.5",
        "{\"pixels\": [[0, \"1\"]]} | pixels[0][1] | must be a whole number, was \"1\"",
        "{\"pixels\": [[0, null]]} | pixels[0][1] | must be a whole number, was null",
        "{\"pixels\": [[99999999999]]} | pixels[0][0] | is too large for a whole number",
        "{\"pixels\": [null]} | pixels | must have 28 rows, had 1",
        "{\"images\": []} | images | must have 1 to 64 pictures, had none",
        "{\"images\": [null]} | images[0] | must have 28 rows, had 0",
        "{\"images\": [[[0]]]} | images[0] | must have 28 rows, had 1",
        "{\"image\": []} | image | is not a known field; known are pixels, images",
        "[[0]] | body | must be an object, was a list",
      })
  void numbersThatAreNoPictureAreRefusedByTheirPlace(String body, String field, String message) {
    assertRefused(json("/predict", body), field, message);
  }

  @Test
  void aShortRowIsRefusedByItsPlace() {
    int[][] picture = rows(28, 28, 0);
    picture[5] = new int[27];
    String body =
        "{\"images\": [%s, %s]}".formatted(Numbers.json(rows(28, 28, 0)), Numbers.json(picture));

    assertRefused(json("/predict", body), "images[1][5]", "must have 28 numbers, had 27");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256, Integer.MAX_VALUE})
  void aNumberThatIsNoGreyValueIsRefusedByItsPlace(int value) {
    int[][] picture = rows(28, 28, 0);
    picture[3][4] = value;

    assertRefused(
        json("/predict", pixels(picture)),
        "pixels[3][4]",
        "must be between 0 and 255, was " + value);
  }

  @Test
  void moreThan64PicturesAreTooMany() {
    assertProblem(json("/predict", images(65)), HttpStatus.CONTENT_TOO_LARGE, "too-many-pictures");
    assertProblem(
        send("application/octet-stream", new byte[65 * 784]),
        HttpStatus.CONTENT_TOO_LARGE,
        "too-many-pictures");
    var upload = http.post().uri("/predict").multipart();
    for (int i = 0; i < 65; i++) {
      upload = upload.file("image", file("png", 28, 28, 0));
    }
    assertProblem(upload.exchange(), HttpStatus.CONTENT_TOO_LARGE, "too-many-pictures");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 783, 785})
  void bytesThatAreNotWholePicturesAreRefused(int length) {
    assertRefused(
        send("application/octet-stream", new byte[length]),
        "body",
        "must have 784 bytes for each picture, 28 rows of 28 grey values, had " + length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "application/octet-stream", "image/png", "image/jpeg"})
  void anEmptyBodyIsAskedFor(String type) {
    assertProblem(send(type, new byte[0]), HttpStatus.BAD_REQUEST, "no-body");
  }

  @Test
  void aBodyOfMoreThanAMegabyteIsTooLarge() {
    assertProblem(
        send("image/png", new byte[(1 << 20) + 1]), HttpStatus.CONTENT_TOO_LARGE, "too-large");
  }

  @Test
  void aPictureOfAnotherSizeIsRefusedByItsSize() {
    assertThat(send("image/png", file("png", 32, 30, 0)))
        .satisfies(answer -> assertProblem(answer, HttpStatus.UNPROCESSABLE_CONTENT, "wrong-size"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("32x30");
  }

  @Test
  void aPictureOfTooManyPixelsIsTooLarge() {
    assertProblem(
        send("image/png", file("png", 2001, 2000, 0)), HttpStatus.CONTENT_TOO_LARGE, "too-large");
  }

  @Test
  void picturesOfTooManyPixelsInAllAreRefusedBeforeOneIsDecoded() {
    byte[] torn = Arrays.copyOf(file("png", 2000, 2000, 0), 64);

    assertThat(resized(torn, torn, torn, torn, file("png", 1, 1, 0)))
        .satisfies(answer -> assertProblem(answer, HttpStatus.CONTENT_TOO_LARGE, "too-many-pixels"))
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo(
            "The pictures of a request may have at most 16000000 pixels in all, had 16000001;"
                + " send fewer at a time, or smaller ones");
    assertProblem(resized(torn, torn, torn, torn), HttpStatus.UNPROCESSABLE_CONTENT, "unreadable");
  }

  @Test
  void aFileThatItsHeaderCondemnsIsNamedBeforeOneIsDecoded() {
    byte[] torn = Arrays.copyOf(file("png", 28, 28, 0), 64);

    assertThat(resized(torn, file("jpeg", 2001, 2000, 0)))
        .satisfies(answer -> assertProblem(answer, HttpStatus.CONTENT_TOO_LARGE, "too-large"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .startsWith("image[1]: ");
  }

  @Test
  void aTornFileIsUnreadable() {
    byte[] whole = file("png", 28, 28, 0);

    assertProblem(
        send("image/png", Arrays.copyOf(whole, whole.length / 2)),
        HttpStatus.UNPROCESSABLE_CONTENT,
        "unreadable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIF89a", "%PDF-1.7"})
  void whatIsNoPictureIsNotSupported(String text) {
    assertProblem(
        send("image/png", text.getBytes(US_ASCII)),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "not-a-picture");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/gif", "text/plain", "application/x-www-form-urlencoded"})
  void anotherMediaTypeIsNotSupported(String type) {
    assertProblem(
        send(type, new byte[784]), HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type");
  }

  @Test
  void thePartThatIsNoPictureIsNamedByItsPosition() {
    assertThat(
            http.post()
                .uri("/predict")
                .multipart()
                .file("image", file("png", 28, 28, 3))
                .file("image", new byte[0])
                .exchange())
        .satisfies(
            answer -> assertProblem(answer, HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not-a-picture"))
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo("image[1]: the file is empty; send a PNG or JPEG");
  }

  @Test
  void aPartOfAnotherNameIsRefused() {
    assertRefused(
        http.post().uri("/predict").multipart().file("photo", file("png", 28, 28, 3)).exchange(),
        "photo",
        "is not a known part; pictures go into parts named image");
  }

  @Test
  void anUploadWithoutPartsIsRefused() {
    assertRefused(
        http.post().uri("/predict").multipart().exchange(),
        "image",
        "must have 1 to 64 pictures, had none");
  }

  @Test
  void aPictureOfAnotherSizeIsBroughtToSizeWhereThatIsAsked() {
    MvcTestResult answer =
        http.post()
            .uri("/predict?fit=resize")
            .contentType(MediaType.IMAGE_PNG)
            .content(file("png", 56, 56, 5))
            .exchange();

    assertNames(answer, 5);
  }

  @Test
  void darkOnLightIsTurnedRoundWhereThatIsAsked() {
    String light = pixels(rows(28, 28, 255));

    assertThat(json("/predict?topK=1", light))
        .bodyJson()
        .extractingPath("$.predictions[0].index")
        .isNotEqualTo(0);
    assertThat(json("/predict?polarity=auto", light))
        .bodyJson()
        .extractingPath("$.predictions[0].index")
        .isEqualTo(0);
  }

  @Test
  void aModelThatIsNotSureEnoughAbstainsButTellsWhatItThought() {
    String black = pixels(rows(28, 28, 0));

    assertThat(json("/predict?abstainBelow=0.7&topK=1", black))
        .bodyText()
        .contains("\"label\":null,\"index\":null,\"probability\":0.625,\"abstained\":true");
    assertThat(json("/predict?abstainBelow=0.6", black))
        .bodyText()
        .contains("\"label\":\"label 0\"", "\"abstained\":false");
    assertThat(json("/predict", black)).bodyText().doesNotContain("abstained", "heatmap");
  }

  @Test
  void anExplanationIsAPictureOfThePlacesThatSpeakForTheLabel() throws Exception {
    MvcTestResult answer = json("/predict?explain=true", pixels(rows(28, 28, 0)));

    String heatmap =
        JsonPath.read(answer.getResponse().getContentAsString(), "$.predictions[0].heatmap");
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(heatmap)));
    assertThat(image.getWidth()).isEqualTo(224);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xff000000);
    assertThat(image.getRGB(223, 223)).isEqualTo(0xff000000 | Math.round(0.7f * 255) << 16);
  }

  @Test
  void aModelWhoseMapsHaveOnePixelCannotExplain() throws Exception {
    PreparedModel blind = StandIn.model();
    given(blind.canExplain()).willReturn(false);
    given(models.hold(any(), any())).willReturn(StandIn.hold(blind));

    assertThat(json("/predict?explain=true", pixels(rows(28, 28, 0))))
        .satisfies(
            answer -> assertProblem(answer, HttpStatus.UNPROCESSABLE_CONTENT, "nothing-to-show"));
  }

  @Test
  void aPartThatIsNoFileIsRefused() {
    assertRefused(
        http.post().uri("/predict").multipart().param("image", "boot.png").exchange(),
        "image",
        "must be a file; the part has no file name");
  }

  @Test
  void aPartThatNoDatabaseCanKnowIsRefused() {
    assertRefused(
        http.post()
            .uri("/predict")
            .multipart()
            .file("image", file("png", 28, 28, 5))
            .param("model", "a\0")
            .exchange(),
        "model",
        "must not have the character U+0000");
  }

  @Test
  void withoutAModelTheWayToOneIsTold() {
    given(registry.find("default")).willReturn(Optional.empty());
    names.lookAgain(new AliasesChanged());

    assertThat(json("/predict", pixels(rows(28, 28, 0))))
        .satisfies(answer -> assertProblem(answer, HttpStatus.CONFLICT, "no-model"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("POST /jobs");
  }

  @Test
  void aModelThatIsNotKnownIsNotFound() {
    assertProblem(
        json("/predict?model=nobody", pixels(rows(28, 28, 0))),
        HttpStatus.NOT_FOUND,
        "no-such-model");
  }

  private MvcTestResult json(String uri, String body) {
    return http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  private MvcTestResult send(String type, byte[] body) {
    return http.post()
        .uri("/predict?topK=1")
        .contentType(MediaType.parseMediaType(type))
        .content(body)
        .exchange();
  }

  private MvcTestResult resized(byte[]... files) {
    var upload = http.post().uri("/predict?fit=resize").multipart();
    for (byte[] file : files) {
      upload = upload.file("image", file);
    }
    return upload.exchange();
  }

  private static byte[] file(String format, int width, int height, int grey) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, grey);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return file.toByteArray();
  }

  private static void assertNames(MvcTestResult answer, Integer... indices) {
    assertThat(answer)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions[*].index")
        .asArray()
        .containsExactly((Object[]) indices);
  }

  private static void assertRefused(MvcTestResult answer, String field, String message) {
    assertProblem(answer, HttpStatus.BAD_REQUEST, "invalid-request");
    assertThat(answer).bodyJson().extractingPath("$.errors[0].message").isEqualTo(message);
    assertThat(answer).bodyJson().extractingPath("$.errors[0].field").isEqualTo(field);
  }

  private static void assertProblem(MvcTestResult answer, HttpStatus status, String code) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo(code);
    assertThat(answer).bodyJson().extractingPath("$.instance").isEqualTo("/predict");
  }
}
