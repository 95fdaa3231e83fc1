package dev.residual.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.jayway.jsonpath.JsonPath;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Uses bundles as those do who have taken them away, with ONNX Runtime. */
class BundledProgramTests extends Bundles {

  @ParameterizedTest
  @EnumSource
  void programInJavaAnswersAsTheService(Kind kind) throws Exception {
    UUID id = trained(kind);
    unpack(get(id));

    try (BundledProgram program = BundledProgram.open(folder)) {
      assertThat(program.check()).isTrue();
      for (Map.Entry<String, byte[]> image : images(kind).entrySet()) {
        double[] expected = predicted(id, image.getValue());
        assertThat(program.predict(image.getValue()))
            .as("%s", image.getKey())
            .containsExactly(expected, within(image.getKey().endsWith(".jpg") ? 2e-2 : 1e-4));
      }
    }
  }

  @Test
  void answersThatDifferAreNoticed() throws Exception {
    unpack(get(trained(Kind.GRAY_28)));
    Path expected = folder.resolve("samples/expected.csv");
    Files.writeString(
        expected, Files.readString(expected).replaceAll("(?m)^01.png,0,.*$", "01.png,0,0.123"));

    try (BundledProgram program = BundledProgram.open(folder)) {
      assertThat(program.check()).isFalse();
    }
  }

  @Test
  void modelOfAnEarlierVersionHasNoSamples() throws Exception {
    UUID id = save(Kind.GRAY_28, description(Kind.GRAY_28), null);
    Map<String, byte[]> files = unpack(get(id));

    assertThat(files.keySet()).noneMatch(name -> name.endsWith(".png"));
    try (BundledProgram program = BundledProgram.open(folder)) {
      assertThat(program.check()).isTrue();
    }
  }

  /** Returns files of all kinds that the model takes and both programs can read. */
  private static Map<String, byte[]> images(Kind kind) throws IOException {
    Map<String, byte[]> images = new LinkedHashMap<>();
    if (!kind.takesAnySize()) {
      for (String name : List.of("boot.png", "boot-16.png", "boot-exif-6.png", "boot-8.bmp")) {
        images.put(name, fixture(name));
      }
      images.put("colors.png", drawn(28, 28, BufferedImage.TYPE_INT_RGB, "png"));
      images.put("alpha.png", drawn(28, 28, BufferedImage.TYPE_INT_ARGB, "png"));
      images.put("boot-exif-7.jpg", fixture("boot-exif-7.jpg"));
      return images;
    }
    for (int orientation = 2; orientation <= 8; orientation++) {
      String name = "boot-exif-" + orientation + ".jpg";
      images.put(name, fixture(name));
    }
    images.put("small.png", drawn(20, 12, BufferedImage.TYPE_INT_RGB, "png"));
    images.put("wide.png", drawn(400, 60, BufferedImage.TYPE_INT_RGB, "png"));
    images.put("tall.png", drawn(61, 133, BufferedImage.TYPE_INT_ARGB, "png"));
    images.put("gray.png", drawn(90, 80, BufferedImage.TYPE_BYTE_GRAY, "png"));
    images.put("palette.png", drawn(90, 80, BufferedImage.TYPE_BYTE_INDEXED, "png"));
    images.put("photo.jpg", drawn(160, 120, BufferedImage.TYPE_INT_RGB, "jpg"));
    // It has so many pixels that every second row and column is taken.
    images.put("large.png", drawn(2500, 1700, BufferedImage.TYPE_INT_RGB, "png"));
    return images;
  }

  private static byte[] drawn(int width, int height, int type, String format) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    Random random = new Random(3);
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(200, 40, 90, 130), width, height, Color.CYAN));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 12; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(random.nextInt(width), random.nextInt(height), width / 3, height / 3);
    }
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, format, file);
    return file.toByteArray();
  }

  private double[] predicted(UUID id, byte[] image) throws IOException {
    MvcTestResult answer =
        http.post()
            .uri("/predict?topK=10&model=" + id)
            .contentType("application/octet-stream")
            .content(image)
            .exchange();
    assertThat(answer).hasStatusOk();
    String body = answer.getResponse().getContentAsString();
    List<Map<String, Object>> top = JsonPath.read(body, "$.predictions[0].top");
    double[] probabilities = new double[top.size()];
    top.forEach(
        each ->
            probabilities[(Integer) each.get("index")] =
                ((Number) each.get("probability")).doubleValue());
    return probabilities;
  }
}
