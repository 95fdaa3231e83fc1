package dev.residual.predict;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import dev.residual.inference.ModelCache;
import dev.residual.inference.StubModel;
import dev.residual.model.ModelRegistry;
import dev.residual.web.WebServerTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.util.FileSystemUtils;

/** Sends images that are too large for the memory, which are stored in a folder. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    classes = ClientGoneTests.ServingAlone.class,
    properties = {
      "management.endpoint.health.group.readiness.include=readinessState",
      WebServerTest.WITHOUT_DATABASE
    })
class UploadFolderTests {

  @TempDir static Path parent;

  @LocalServerPort int port;
  @MockitoBean ModelRegistry registry;
  @MockitoBean ModelCache models;

  @DynamicPropertySource
  static void location(DynamicPropertyRegistry properties) {
    properties.add("spring.servlet.multipart.location", () -> folder().toString());
  }

  private static Path folder() {
    return parent.resolve("uploads");
  }

  @BeforeEach
  void serveModel() throws Exception {
    StubModel.serves(registry, models);
    FileSystemUtils.deleteRecursively(folder());
  }

  @Test
  void folderThatIsDeletedIsCreatedAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(sendFile().statusCode()).isEqualTo(200);
      deleteOnceEmpty();
      assertThat(sendPart().statusCode()).isEqualTo(200);
      deleteOnceEmpty();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void folderIsCreatedForItsOwnerOnlyWhateverNeedsItFirst() throws Exception {
    sendPart();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
    FileSystemUtils.deleteRecursively(folder());
    sendFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void folderThatCannotBeCreatedIsNotTheFaultOfTheClient() throws Exception {
    Files.createFile(folder());

    assertStorageUnavailable(sendFile());
    assertStorageUnavailable(sendPart());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void folderThatTakesNoFileIsNotTheFaultOfTheClient() throws Exception {
    // Not even root can create a file there.
    Files.createSymbolicLink(folder(), Path.of("/proc/self/fdinfo"));

    assertStorageUnavailable(sendFile());
    assertStorageUnavailable(sendPart());
  }

  /** A file may be deleted shortly after the answer. */
  private static void deleteOnceEmpty() throws IOException {
    await().untilAsserted(() -> assertThat(folder()).as("files are deleted").isEmptyDirectory());
    Files.delete(folder());
  }

  private HttpResponse<String> sendFile() throws Exception {
    return send("image/bmp", image());
  }

  private HttpResponse<String> sendPart() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.bmp\"\r\n\r\n"
            .getBytes(US_ASCII));
    body.writeBytes(image());
    body.writeBytes("\r\n--x--\r\n".getBytes(US_ASCII));
    return send("multipart/form-data; boundary=x", body.toByteArray());
  }

  /** Returns a file that is too large to be kept in memory. */
  private static byte[] image() {
    return PredictClient.file("bmp", 400, 400, 5);
  }

  private HttpResponse<String> send(String type, byte[] body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/predict?fit=resize"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofString());
  }

  private static void assertStorageUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(JsonPath.<String>read(answer.body(), "$.code")).isEqualTo("storage-unavailable");
    assertThat(JsonPath.<String>read(answer.body(), "$.detail"))
        .contains("spring.servlet.multipart.location");
  }
}
