package dev.residual.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Sends images to {@code POST /predict}. */
public record PredictClient(MockMvcTester http) {

  MvcTestResult json(String uri, String body) {
    return http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).content(body).exchange();
  }

  MvcTestResult send(String type, byte[] body) {
    return http.post()
        .uri("/predict?topK=1")
        .contentType(MediaType.parseMediaType(type))
        .content(body)
        .exchange();
  }

  MvcTestResult resized(byte[]... files) {
    var upload = http.post().uri("/predict?fit=resize").multipart();
    for (byte[] file : files) {
      upload = upload.file("image", file);
    }
    return upload.exchange();
  }

  /** Returns a file of one gray level, but for a square in the middle if there is room. */
  static byte[] file(String format, int width, int height, int gray) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image
            .getRaster()
            .setSample(
                x, y, 0, isMiddle(x, width) && isMiddle(y, height) ? (gray + 128) % 256 : gray);
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

  /** Returns whether a place is in the block of a JPEG in the middle, which changes no other. */
  private static boolean isMiddle(int place, int side) {
    return side >= 16 && place / 8 == side / 16;
  }

  static void assertIndices(MvcTestResult answer, Integer... indices) {
    assertThat(answer)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.predictions[*].index")
        .asArray()
        .containsExactly((Object[]) indices);
  }

  static void assertRefused(MvcTestResult answer, String field, String message) {
    assertProblem(answer, HttpStatus.BAD_REQUEST, "invalid-request");
    assertThat(answer).bodyJson().extractingPath("$.errors[0].message").isEqualTo(message);
    assertThat(answer).bodyJson().extractingPath("$.errors[0].field").isEqualTo(field);
  }

  static void assertProblem(MvcTestResult answer, HttpStatus status, String code) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo(code);
    assertThat(answer).bodyJson().extractingPath("$.instance").isEqualTo("/predict");
  }
}
