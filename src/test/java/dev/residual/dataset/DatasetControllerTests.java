package dev.residual.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Tests the controller with the bundled sample present and the full data missing. */
@WebMvcTest(DatasetController.class)
class DatasetControllerTests {

  @TempDir private static Path folder;

  @Autowired private MockMvcTester mvc;
  @Autowired private Datasets datasets;

  @AfterEach
  void clear() throws IOException {
    for (DatasetFile file : DatasetFile.values()) {
      Files.deleteIfExists(folder.resolve(file.fileName()));
    }
  }

  @Test
  void listShowsReadinessAndRemedy() {
    assertThat(mvc.get().uri("/datasets"))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"nextCursor": null, "items": [
              {"name": "fashion-mnist", "ready": false, "trainSize": 60000, "testSize": 10000,
               "location": null},
              {"name": "fashion-mnist-sample", "ready": true, "remedy": null, "trainSize": 6000,
               "testSize": 1000, "location": "bundled",
               "labels": ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt",
                          "Sneaker", "Bag", "Ankle boot"]}]}
            """);
    assertThat(mvc.get().uri("/datasets"))
        .bodyJson()
        .extractingPath("$.items[0].remedy")
        .asString()
        .contains("Debian package dataset-fashion-mnist", "residual.dataset.data-dir");
    assertThat(mvc.get().uri("/datasets"))
        .bodyJson()
        .extractingPath("$.items[0].digests['train-labels-idx1-ubyte']")
        .isEqualTo("bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9");
  }

  @Test
  void imageHasExactlyTheDataValues() throws IOException {
    LabeledImages test = datasets.load("fashion-mnist-sample").test();
    byte[] png = png("/datasets/fashion-mnist-sample/images/test/7");

    // Bytes 16 to 25 of a PNG are its width, height, 8 bits and gray.
    assertThat(Arrays.copyOfRange(png, 16, 26)).containsExactly(0, 0, 0, 28, 0, 0, 0, 28, 8, 0);
    assertThat(ImageDecoder.decode(png, test.format(0))).isEqualTo(test.pixels(7));
  }

  @Test
  void sheetShowsFirstHundredOfAClass() throws IOException {
    LabeledImages test = datasets.load("fashion-mnist-sample").test();
    int[] boots = new int[100];
    int found = 0;
    for (int i = 0; i < test.size(); i++) {
      if (test.label(i) == 9) {
        boots[found++] = i;
      }
    }
    BufferedImage sheet = image("/datasets/fashion-mnist-sample/images?split=test&label=9");

    assertThat(sheet.getWidth()).isEqualTo(280);
    assertThat(sheet.getHeight()).isEqualTo(280);
    // This is the 43rd image: the third in the fifth row.
    byte[] cell = (byte[]) sheet.getRaster().getDataElements(2 * 28, 4 * 28, 28, 28, null);
    assertThat(cell).isEqualTo(test.pixels(boots[42]));
  }

  @Test
  void splitAndLabelOfSheetAreOptional() throws IOException {
    Dataset sample = datasets.load("fashion-mnist-sample");

    assertThat(firstOf(image("/datasets/fashion-mnist-sample/images")))
        .isEqualTo(sample.test().pixels(0));
    assertThat(firstOf(image("/datasets/fashion-mnist-sample/images?split=train")))
        .isEqualTo(sample.train().pixels(0));
  }

  @Test
  void unknownDatasetIsNotFound() {
    assertProblem(
        "/datasets/cifar/images/test/0",
        HttpStatus.NOT_FOUND,
        "cifar is not a known data set; known are fashion-mnist, fashion-mnist-sample");
    assertProblem("/datasets/cifar/images", HttpStatus.NOT_FOUND, "cifar is not a known data set");
  }

  @Test
  void missingDatasetIsRejectedWithRemedy() {
    assertProblem(
        "/datasets/fashion-mnist/images?split=test",
        HttpStatus.UNPROCESSABLE_CONTENT,
        "install the Debian package dataset-fashion-mnist");
  }

  @Test
  void corruptFileIsNamed() throws IOException {
    for (DatasetFile file : DatasetFile.values()) {
      Files.writeString(folder.resolve(file.fileName()), "this is not an IDX file");
    }

    assertProblem(
        "/datasets/fashion-mnist/images/test/0",
        HttpStatus.UNPROCESSABLE_CONTENT,
        "train-images-idx3-ubyte: the magic number must be 2051, was");
  }

  @Test
  void unknownSplitIsRejected() {
    String detail = "split must be train, validation or test, was eval";

    assertProblem(
        "/datasets/fashion-mnist-sample/images?split=eval", HttpStatus.BAD_REQUEST, detail);
    assertProblem("/datasets/fashion-mnist-sample/images/eval/0", HttpStatus.BAD_REQUEST, detail);
  }

  @Test
  void splitThatADatasetDoesNotHaveIsNotFound() {
    String detail = "fashion-mnist-sample has no validation images";

    assertProblem(
        "/datasets/fashion-mnist-sample/images?split=validation", HttpStatus.NOT_FOUND, detail);
    assertProblem(
        "/datasets/fashion-mnist-sample/images/validation/0", HttpStatus.NOT_FOUND, detail);
  }

  @Test
  void labelOutOfRangeIsRejected() {
    assertProblem(
        "/datasets/fashion-mnist-sample/images?label=10",
        HttpStatus.BAD_REQUEST,
        "label must be between 0 and 9, was 10; leave it out for all classes");
    assertProblem(
        "/datasets/fashion-mnist-sample/images?label=-1",
        HttpStatus.BAD_REQUEST,
        "label must be between 0 and 9, was -1");
    assertProblem(
        "/datasets/fashion-mnist-sample/images?label=boot", HttpStatus.BAD_REQUEST, "label");
  }

  @Test
  void indexOutOfRangeIsRejected() {
    assertProblem(
        "/datasets/fashion-mnist-sample/images/test/-1",
        HttpStatus.BAD_REQUEST,
        "index must not be negative, was -1");
    assertProblem(
        "/datasets/fashion-mnist-sample/images/test/first", HttpStatus.BAD_REQUEST, "index");
    assertProblem(
        "/datasets/fashion-mnist-sample/images/test/1000",
        HttpStatus.NOT_FOUND,
        "index must be between 0 and 999 for split test of fashion-mnist-sample, was 1000");
  }

  private void assertProblem(String uri, HttpStatus status, String detail) {
    // A browser's <img> accepts only images, but it gets the problem as JSON all the same.
    MvcTestResult result = mvc.get().uri(uri).accept(MediaType.IMAGE_PNG).exchange();
    assertThat(result).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(result).bodyJson().extractingPath("$.detail").asString().contains(detail);
  }

  private byte[] png(String uri) {
    MvcTestResult result = mvc.get().uri(uri).exchange();
    assertThat(result).hasStatusOk().hasContentType(MediaType.IMAGE_PNG);
    return result.getResponse().getContentAsByteArray();
  }

  private BufferedImage image(String uri) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png(uri)));
  }

  private static byte[] firstOf(BufferedImage sheet) {
    return (byte[]) sheet.getRaster().getDataElements(0, 0, 28, 28, null);
  }

  @TestConfiguration
  static class Places {

    @Bean
    Datasets datasets() {
      DatasetSettings settings =
          new DatasetSettings(
              folder,
              folder,
              false,
              URI.create("http://localhost/"),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1));
      return new Datasets(
          settings,
          () -> null,
          DatasetDefinition.FASHION_MNIST,
          new FolderSource(folder),
          Runnable::run,
          Clock.systemUTC());
    }
  }
}
