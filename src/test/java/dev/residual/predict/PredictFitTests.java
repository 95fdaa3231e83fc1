package dev.residual.predict;

import static dev.residual.inference.JsonImages.blank;
import static dev.residual.inference.JsonImages.pixels;
import static dev.residual.inference.JsonImages.rows;
import static dev.residual.predict.PredictClient.assertIndices;
import static dev.residual.predict.PredictClient.assertProblem;
import static dev.residual.predict.PredictClient.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.inference.ModelCache;
import dev.residual.inference.ServingTest;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Sends files that do not look like the images of the data set, and images that show nothing. */
@ServingTest
class PredictFitTests {

  private static final Color TRANSPARENT = new Color(0, 0, 0, 0);

  @Autowired MockMvcTester http;
  @Autowired PredictClient predict;
  @Autowired ModelRegistry registry;
  @Autowired ModelCache models;

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
  }

  @Test
  void fitAutoCutsOutTheContent() throws IOException {
    byte[] photo = photo(Color.BLACK, Color.WHITE);

    assertIndices(send("fit=auto", photo), 255 % 10);
    assertIndices(send("fit=resize", photo), 0);
  }

  @Test
  void fitAutoInvertsADarkThingOnPaper() throws IOException {
    assertIndices(
        send("fit=auto&polarity=auto", photo(new Color(230, 230, 230), Color.BLACK)), 255 % 10);
  }

  @Test
  void blackInkOnTransparentIsSeen() throws IOException {
    byte[] canvas = photo(TRANSPARENT, Color.BLACK);

    assertIndices(send("fit=auto&polarity=auto", canvas), 255 % 10);
    assertThat(send("fit=resize&polarity=auto", canvas)).bodyText().doesNotContain("blank");
    assertBlank(send("fit=resize", canvas));
  }

  @Test
  void otherSizeIsRefusedUnlessAFitIsChosen() throws IOException {
    assertThat(send("", photo(Color.BLACK, Color.WHITE)))
        .satisfies(answer -> assertProblem(answer, HttpStatus.UNPROCESSABLE_CONTENT, "wrong-size"))
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .contains("640x480", "?fit=auto", "?fit=resize");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 255})
  void imageOfOneLevelIsBlank(int level) throws IOException {
    Color color = new Color(level, level, level);
    byte[] sheet = photo(color, color);
    for (String polarity : new String[] {"as-is", "auto"}) {
      assertBlank(predict.json("/predict?polarity=" + polarity, pixels(blank(28, 28, level))));
      assertBlank(send("fit=auto&polarity=" + polarity, sheet));
      assertBlank(send("fit=resize&polarity=" + polarity, file("png", 8, 8, level)));
    }
  }

  @Test
  void rawBytesOfOneLevelAreBlank() {
    assertBlank(predict.send("application/octet-stream", new byte[784]));
  }

  @Test
  void imageThatShowsSomethingIsNotBlank() {
    assertThat(predict.json("/predict", pixels(rows(28, 28, 3))))
        .bodyText()
        .contains("\"label\":\"label 3\"")
        .doesNotContain("blank");
  }

  private static void assertBlank(MvcTestResult answer) {
    assertThat(answer)
        .hasStatusOk()
        .bodyText()
        .contains("\"label\":null,\"index\":null", "\"blank\":true", "\"top\":[{");
  }

  private MvcTestResult send(String query, byte[] file) {
    return http.post()
        .uri("/predict?topK=1&" + query)
        .contentType(MediaType.IMAGE_PNG)
        .content(file)
        .exchange();
  }

  /** Returns a photo of an angle, whose corner is its first pixel. */
  private static byte[] photo(Color background, Color thing) throws IOException {
    BufferedImage photo = new BufferedImage(640, 480, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = photo.createGraphics();
    graphics.setBackground(background);
    graphics.clearRect(0, 0, 640, 480);
    graphics.setColor(thing);
    graphics.fillRect(60, 200, 240, 60);
    graphics.fillRect(60, 200, 60, 240);
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(photo, "png", file);
    return file.toByteArray();
  }
}
