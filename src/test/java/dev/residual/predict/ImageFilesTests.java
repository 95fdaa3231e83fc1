package dev.residual.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;

import dev.residual.inference.LoadedModel;
import dev.residual.inference.ModelCache;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import dev.residual.preprocessing.InputImage;
import dev.residual.web.WebServerTest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/**
 * Sends image files as phones, browsers and cameras write them, over HTTP. They all show the same
 * ankle boot, test image 0 of the sample, and the model must get it in each case.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    classes = ClientGoneTests.ServingAlone.class,
    properties = {
      "management.endpoint.health.group.readiness.include=readinessState",
      WebServerTest.WITHOUT_DATABASE
    })
class ImageFilesTests {

  private static final String PLAIN = "10-content-type-charset-binary.png";

  @LocalServerPort int port;
  @MockitoBean ModelRegistry registry;
  @MockitoBean ModelCache models;

  private final List<byte[]> seen = new CopyOnWriteArrayList<>();

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
    LoadedModel model = StubModel.model();
    willAnswer(
            call -> {
              List<InputImage> images = call.getArgument(0);
              images.forEach(image -> seen.add(image.pixels()));
              return StubModel.outputs(images);
            })
        .given(model)
        .outputs(any(), anyBoolean());
    given(models.acquire(any(), any())).willReturn(StubModel.lease(model));
  }

  @ParameterizedTest
  @CsvSource({
    "01-cmyk-adobe.jpg, fit=resize, image/jpeg",
    "02-cmyk-imagemagick-k-only.jpg, fit=resize, image/jpeg",
    "03-exif-orientation-6.jpg, fit=resize, image/jpeg",
    "04-grey4-trns-white.png, , image/png",
    "05-jpeg-444-no-jfif-ids-0-1-2.jpg, fit=resize, image/jpeg",
    "06-icc-1-of-2.jpg, fit=resize, image/jpeg",
    "07-png-of-784-bytes.png, , application/octet-stream",
    "10-content-type-charset-binary.png, , image/png; charset=binary",
    "12-jpeg-stray-bytes-before-eoi.jpg, fit=resize, image/jpeg",
  })
  void imageIsReadAsEveryViewerShowsIt(String file, String query, String type) throws Exception {
    HttpResponse<String> answer = send(query, type, bytes(file));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(meanDifference(seen.get(0), plain())).isLessThan(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/jpg",
        "image/pjpeg",
        "image/x-png",
        "image/*",
        "image/",
        "binary/octet-stream",
        "application/octet-stream",
        "image/png; =",
        ""
      })
  void firstBytesDecideWhateverTheContentType(String type) throws Exception {
    HttpResponse<String> answer = send("", type, bytes(PLAIN));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(seen.get(0)).isEqualTo(plain());
  }

  @Test
  void bytesThatBeginLikeNoImageArePixels() throws Exception {
    assertThat(send("", "application/octet-stream", plain()).statusCode()).isEqualTo(200);
    assertThat(send("", "", plain()).statusCode()).isEqualTo(200);
    assertThat(seen).containsExactly(plain(), plain());
  }

  @Test
  void fileOfTheTypeOfAFormIsNamedWithTheTypesThatAreTaken() throws Exception {
    HttpResponse<String> answer = send("", "application/x-www-form-urlencoded", bytes(PLAIN));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(415);
    assertThat(answer.body())
        .contains("unsupported-media-type", "image/*", "was application/x-www-form-urlencoded");
  }

  @Test
  void partWithoutFileNameIsCalledThat() throws Exception {
    HttpResponse<String> answer =
        send(
            "",
            "multipart/form-data; boundary=XbX",
            bytes("09-multipart-part-without-filename.body"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("image must be a file; the part has no file name");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 600})
  void longFileNameInManyBytesIsAccepted(int letters) throws Exception {
    assertThat(upload("靴".repeat(letters) + ".png").statusCode()).isEqualTo(200);
    assertThat(seen.get(0)).isEqualTo(plain());
  }

  @Test
  void tooLongFileNameIsNotCalledALargeUpload() throws Exception {
    HttpResponse<String> answer = upload("a".repeat(10_000) + ".png");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("malformed-body", "file name");
  }

  private HttpResponse<String> upload(String fileName) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--XbX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"%s\"\r\n"
                + "Content-Type: image/png\r\n\r\n")
            .formatted(fileName)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(bytes(PLAIN));
    body.writeBytes("\r\n--XbX--\r\n".getBytes(StandardCharsets.UTF_8));
    return send("", "multipart/form-data; boundary=XbX", body.toByteArray());
  }

  private HttpResponse<String> send(String query, String type, byte[] body) throws Exception {
    String parameters = query == null || query.isEmpty() ? "" : "?" + query;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:%d/predict%s".formatted(port, parameters)))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = ImageFilesTests.class.getResourceAsStream("images/" + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    }
  }

  private static byte[] plain() throws IOException {
    BufferedImage image =
        ImageIO.read(Objects.requireNonNull(ImageFilesTests.class.getResource("images/" + PLAIN)));
    byte[] pixels = new byte[784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) image.getRaster().getSample(i % 28, i / 28, 0);
    }
    return pixels;
  }

  private static double meanDifference(byte[] image, byte[] expected) {
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.abs((image[i] & 0xff) - (expected[i] & 0xff));
    }
    return sum / expected.length;
  }
}
