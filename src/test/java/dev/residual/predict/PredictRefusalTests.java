package dev.residual.predict;

import static dev.residual.inference.JsonImages.pixels;
import static dev.residual.inference.JsonImages.rows;
import static dev.residual.predict.PredictClient.assertProblem;
import static dev.residual.predict.PredictClient.assertRefused;

import dev.residual.inference.JsonImages;
import dev.residual.inference.ModelCache;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;

@ServingTest
class PredictRefusalTests {

  @Autowired PredictClient predict;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topK=0 | topK | must be between 1 and 10, was 0",
        "topK=11 | topK | must be between 1 and 10, was 11",
        "topK=abc | topK | must be a whole number, was \"abc\"",
        "fit=crop | fit | must be exact, resize or auto, was crop",
        "polarity=dark | polarity | must be as-is or auto, was dark",
        "scale=2 | scale | must be 255 or 1, was 2",
        "explain=2 | explain | must be true or false, was \"2\"",
        "abstainBelow=1.5 | abstainBelow | must be between 0 and 1, was 1.5",
        "abstainBelow=NaN | abstainBelow | must be a number, was \"NaN\"",
        "top=3 | top | is not a known parameter; known are model, topK, fit, polarity, scale,"
            + " explain, abstainBelow",
      })
  void unknownOrInvalidParameterIsRefused(String query, String field, String message) {
    assertRefused(predict.json("/predict?" + query, pixels(rows(28, 28, 0))), field, message);
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
        "{\"pixels\": [[2.5]]} | pixels | must have 28 rows, had 1",
        "{\"pixels\": [[0, \"1\"]]} | pixels[0][1] | must be a number, was \"1\"",
        "{\"pixels\": [[0, null]]} | pixels[0][1] | must be a number, was null",
        "{\"pixels\": [null]} | pixels | must have 28 rows, had 1",
        "{\"images\": []} | images | must have 1 to 64 images, had none",
        "{\"images\": [null]} | images[0] | must have 28 rows, had 0",
        "{\"images\": [[[0]]]} | images[0] | must have 28 rows, had 1",
        "{\"image\": []} | image | is not a known field; known are pixels, images",
        "[[0]] | body | must be an object, was a list",
      })
  void invalidPixelsAreRefusedByTheirPosition(String body, String field, String message) {
    assertRefused(predict.json("/predict", body), field, message);
  }

  @Test
  void shortRowIsRefusedByItsPosition() {
    int[][] image = rows(28, 28, 0);
    image[5] = new int[27];
    String body =
        "{\"images\": [%s, %s]}"
            .formatted(JsonImages.json(rows(28, 28, 0)), JsonImages.json(image));

    assertRefused(predict.json("/predict", body), "images[1][5]", "must have 28 numbers, had 27");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256, Integer.MAX_VALUE})
  void grayValueOutOfRangeIsRefusedByItsPosition(int value) {
    int[][] image = rows(28, 28, 0);
    image[3][4] = value;

    assertRefused(
        predict.json("/predict", pixels(image)),
        "pixels[3][4]",
        "must be between 0 and 255, was " + value);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 783, 785})
  void incompleteImageIsRefused(int length) {
    assertRefused(
        predict.send("application/octet-stream", new byte[length]),
        "body",
        "must have 784 bytes for each image, 28 rows of 28 gray values, had " + length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "application/octet-stream", "image/png", "image/jpeg"})
  void emptyBodyIsRefused(String type) {
    assertProblem(predict.send(type, new byte[0]), HttpStatus.BAD_REQUEST, "no-body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/pdf", "text/plain", "application/x-www-form-urlencoded"})
  void otherMediaTypeIsRefused(String type) {
    assertProblem(
        predict.send(type, new byte[784]),
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type");
  }
}
