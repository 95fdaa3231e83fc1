package dev.residual.dataset.own;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Uploaded archives become data sets, with names and versions. */
class DatasetHttpTests extends UploadedArchives {

  @Test
  void uploadedArchiveBecomesADatasetThatJobsTrainOn() throws IOException {
    MvcTestResult uploaded = upload("name=pets", pets());

    assertThat(uploaded).hasStatus(HttpStatus.ACCEPTED).hasHeader("Location", "/datasets/pets@1");
    assertThat(body(uploaded).path("status").asString()).isEqualTo("QUEUED");
    importNext();

    JsonNode ready = get("/datasets/pets");
    assertThat(ready.path("version").asInt()).isEqualTo(1);
    assertThat(ready.path("status").asString()).isEqualTo("READY");
    assertThat(ready.path("trainSize").asInt()).isEqualTo(16);
    assertThat(ready.path("testSize").asInt()).isEqualTo(4);
    assertThat(ready.path("labels").toString()).isEqualTo("[\"cat\",\"dog\"]");
    assertThat(ready.path("imageFormat").path("channels").asInt()).isEqualTo(3);
    assertThat(
            get("/datasets").path("items").valueStream().map(each -> each.path("name").asString()))
        .contains("pets");
    assertThat(get("/datasets/pets@1/report").path("images").asInt()).isEqualTo(20);
    assertThat(http.get().uri("/datasets/pets/report/unreadable")).hasStatusOk();
    assertThat(http.get().uri("/datasets/pets/images?split=train")).hasStatusOk();
    assertThat(http.get().uri("/datasets/pets/images/test/3")).hasStatusOk();

    MvcTestResult job = job("pets");
    assertThat(job).hasStatus(HttpStatus.ACCEPTED);
    assertThat(body(job).path("request").path("dataset").asString()).isEqualTo("pets@1");
    cancel(job);
  }

  @Test
  void jobWithAnIdempotencyKeyIsFoundAgainThoughItsDatasetHasANewerVersion() throws IOException {
    ready();
    MvcTestResult first = jobWithKey();
    upload("name=pets&newVersion=true", zip(TestImages.folders(9, "cat", "dog")));
    importNext();

    MvcTestResult second = jobWithKey();

    assertThat(body(second).path("id")).isEqualTo(body(first).path("id"));
    assertThat(body(second).path("request").path("dataset").asString()).isEqualTo("pets@1");
    cancel(first);
  }

  private MvcTestResult jobWithKey() {
    return http.post()
        .uri("/jobs")
        .header("Idempotency-Key", "pets")
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"dataset\": \"pets\", \"imageSize\": 28, \"batchSize\": 8}")
        .exchange();
  }

  @Test
  void takenNameNeedsANewVersion() throws IOException {
    ready();
    byte[] more = zip(TestImages.folders(11, "cat", "dog"));

    assertRefused(
        upload("name=pets", more), HttpStatus.CONFLICT, "dataset-exists", "newVersion=true");
    MvcTestResult second = upload("name=pets&newVersion=true", more);
    assertThat(second).hasStatus(HttpStatus.ACCEPTED).hasHeader("Location", "/datasets/pets@2");
    assertThat(get("/datasets/pets").path("version").asInt()).isEqualTo(1);
    importNext();
    assertThat(get("/datasets/pets").path("version").asInt()).isEqualTo(2);
  }

  @Test
  void sameContentAgainIsTheVersionThatIsThere() throws IOException {
    byte[] pets = pets();
    upload("name=pets", pets);
    importNext();

    for (String query : List.of("name=pets", "name=pets&newVersion=true")) {
      MvcTestResult again = upload(query, pets);
      assertThat(again).hasStatusOk();
      assertThat(body(again).path("version").asInt()).isEqualTo(1);
    }
    assertThat(versions.findByNameOrderByVersionDesc("pets")).hasSize(1);
    assertThat(upload("name=pets&newVersion=true&color=gray", pets)).hasStatus(HttpStatus.ACCEPTED);
  }

  @Test
  void putIsTakenLikePost() throws IOException {
    assertThat(http.put().uri("/datasets?name=pets").content(pets()))
        .hasStatus(HttpStatus.ACCEPTED)
        .hasHeader("Location", "/datasets/pets@1");
  }

  @Test
  void equalImagesAreShownInRows() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    TestImages.folders(10, "cat", "dog").forEach((path, file) -> files.put("train/" + path, file));
    TestImages.folders(5, "cat", "dog").forEach((path, file) -> files.put("test/" + path, file));
    files.put("train/dog/cat.png", files.get("train/cat/3.png"));
    files.put("test/dog/near.png", brighter(files.get("train/dog/7.png")));
    upload("name=pets", zip(files));
    importNext();

    JsonNode report = get("/datasets/pets/report");
    assertThat(report.path("leaks").path("groups").asInt()).isEqualTo(10);
    assertThat(report.path("conflicts").path("groups").asInt()).isEqualTo(1);
    BufferedImage conflicts = sheet("conflicts");
    assertThat(conflicts.getHeight()).isEqualTo(12);
    int[] first = conflicts.getRGB(0, 0, 12, 12, null, 0, 12);
    assertThat(conflicts.getRGB(12, 0, 12, 12, null, 0, 12)).isEqualTo(first);
    assertThat(conflicts.getRGB(24, 0, 12, 12, null, 0, 12)).isEqualTo(first);
    assertThat(sheet("leaks").getHeight()).isEqualTo(120);
    assertThat(report.path("nearLeaks").path("pairs").asInt()).isEqualTo(1);
    assertThat(sheet("near-leaks").getHeight()).isEqualTo(12);
    assertRefused(
        http.get().uri("/datasets/pets/images?show=twins").exchange(),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "show must be one of duplicates, conflicts, leaks, near-leaks");
    assertRefused(
        http.get().uri("/datasets/fashion-mnist-sample/images?show=leaks").exchange(),
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "built in");
  }

  private static byte[] brighter(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    for (int i = 0; i < 144; i++) {
      image.setRGB(i % 12, i / 12, image.getRGB(i % 12, i / 12) + 0x020202);
    }
    ByteArrayOutputStream brighter = new ByteArrayOutputStream();
    ImageIO.write(image, "png", brighter);
    return brighter.toByteArray();
  }

  private BufferedImage sheet(String show) throws IOException {
    MvcTestResult result = http.get().uri("/datasets/pets/images?show=" + show).exchange();
    assertThat(result).hasStatusOk();
    return ImageIO.read(new ByteArrayInputStream(result.getResponse().getContentAsByteArray()));
  }
}
