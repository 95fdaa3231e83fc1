package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.residual.dataset.archive.TestArchives;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Kills a service twenty times while it receives and imports data sets. What it has written so far
 * decides when. Runs with {@code -Pchaos} only.
 */
class ImportKillChaosTest {

  private static final Logger log = LoggerFactory.getLogger(ImportKillChaosTest.class);

  private static final int ROUNDS = 5;
  private static final int IMAGES_PER_CLASS = 80;
  private static final int MEGABYTE = 1 << 20;

  /** Less than the pixels of all images. */
  private static final int MAX_SPOOL_MEGABYTES = 30;

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @TempDir private Path folder;

  private final Set<Path> ready = new HashSet<>();
  private int kills;
  private ServiceProcess service;

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  void dataSetsWhoseServiceIsKilledTwentyTimesAreThereOnceAndNothingElseIs() throws Exception {
    long seed = Long.getLong("chaos.seed", new Random().nextLong());
    log.info("The kills use -Dchaos.seed={}", seed);
    Random random = new Random(seed);
    byte[] archive = archive();

    start("all");
    String digest = importUndisturbed(archive);
    for (int round = 1; round <= ROUNDS; round++) {
      String name = "pets-" + round;
      killDuringUpload(name, archive, 1 + random.nextInt(archive.length - 1));

      start("api"); // it does not import what it has received
      assertThat(names()).hasSize(round).doesNotContain(name);
      assertThat(unfinished()).isEmpty();
      killWhenTheArchiveIsStored(name, archive);

      start("all");
      int status = upload(name, archive);
      killDuringDecoding(MEGABYTE * (long) random.nextInt(MAX_SPOOL_MEGABYTES));

      start("all");
      killBeforeTheManifest();

      start("all");
      JsonNode imported = awaitReady(name);
      log.info("Round {} of {}: the archive sent again was answered {}", round, ROUNDS, status);
      assertThat(imported.path("version").asInt()).isEqualTo(1);
      assertThat(imported.at("/digests/content").asString()).isEqualTo(digest);
      assertThat(names()).hasSize(round + 1).doesNotHaveDuplicates();
      awaitOnlyPack(3);
    }
    service.stop();

    assertThat(kills).isEqualTo(4 * ROUNDS);
    assertThat(rows("dataset_version")).isEqualTo(ROUNDS + 1);
    assertThat(rows("import_tasks")).isZero();
    assertThat(unfinished()).isEmpty();
  }

  private void start(String role) throws IOException {
    service =
        ServiceProcess.start(
            folder, "--residual.role=" + role, "--residual.retention.cleanup-interval=1s");
  }

  private void kill(String when) {
    service.kill();
    kills++;
    log.info("Kill {} of {} {}", kills, 4 * ROUNDS, when);
  }

  private String importUndisturbed(byte[] archive) {
    assertThat(upload("pets", archive)).isEqualTo(202);
    String digest = awaitReady("pets").at("/digests/content").asString();
    awaitOnlyPack(1);
    return digest;
  }

  private int upload(String name, byte[] archive) {
    HttpResponse<String> answer = service.postResponse("/datasets?name=" + name, archive);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return answer.statusCode();
  }

  private void killDuringUpload(String name, byte[] archive, int sent) throws IOException {
    try (RawConnection client = send(name, archive, sent)) {
      awaitFound(
          "the service has written what was sent",
          () -> find("upload.*.tmp/archive").filter(file -> size(file) >= sent));
      kill("with " + sent + " of " + archive.length + " bytes received");
    }
  }

  private void killWhenTheArchiveIsStored(String name, byte[] archive) throws IOException {
    try (RawConnection client = send(name, archive, archive.length)) {
      awaitFound("the archive is stored", () -> find("upload/archive"));
      kill("as soon as the archive was stored");
    }
  }

  private RawConnection send(String name, byte[] archive, int bytes) throws IOException {
    RawConnection client =
        RawConnection.post(
            service.port(), "/datasets?name=" + name, "application/octet-stream", archive.length);
    client.send(Arrays.copyOf(archive, bytes));
    return client;
  }

  private void killDuringDecoding(long bytes) {
    awaitFound(
        "pixels are written", () -> find("1.*.tmp/*.spool").filter(file -> size(file) >= bytes));
    kill("with at least " + bytes + " bytes of pixels written");
    assertThat(find("1.*.tmp/dataset.json")).isEmpty();
  }

  /** The digest of the manifest is written before it. Nobody reads the pipe that it goes to. */
  private void killBeforeTheManifest() throws Exception {
    Path pack = awaitFound("the second attempt runs", () -> find("2.*.tmp"));
    SystemCommand.runOrSkip("mkfifo", pack.resolve("dataset.json.sha256").toString());
    awaitFound("all but the manifest is written", () -> find("2.*.tmp/report.json"));
    awaiting("the report is complete").until(() -> size(pack.resolve("report.json")) > 0);
    kill("before the manifest was written");
    assertThat(pack.resolve("dataset.json")).doesNotExist();
  }

  private JsonNode awaitReady(String name) {
    ServiceClient.awaiting(name + " is ready")
        .failFast(() -> assertThat(status(name)).isNotEqualTo("FAILED"))
        .until(() -> status(name).equals("READY"));
    return service.get("/datasets/" + name);
  }

  private String status(String name) {
    return service.get("/datasets/" + name).path("status").asString();
  }

  private List<String> names() {
    return service
        .get("/datasets")
        .path("items")
        .valueStream()
        .map(each -> each.path("name").asString())
        .filter(name -> name.startsWith("pets"))
        .toList();
  }

  /** Waits until the pack of an attempt is all that is stored of the new data set. */
  private void awaitOnlyPack(int attempt) {
    Path pack = awaitFound("the pack is there", () -> find(attempt + "/dataset.json")).getParent();
    awaiting("nothing else is there")
        .untilAsserted(() -> assertThat(children(pack.getParent())).containsExactly(pack));
    assertThat(children(pack).stream().map(file -> file.getFileName().toString()))
        .containsExactlyInAnyOrder(
            "data-0000.bin",
            "index.bin",
            "names.txt",
            "unreadable.csv",
            "report.json",
            "dataset.json.sha256",
            "dataset.json");
    ready.add(pack.getParent());
  }

  /** Returns a file of the data set that is not ready, if it is there. */
  private Optional<Path> find(String pattern) {
    for (Path dataset : unfinished()) {
      var matcher = dataset.getFileSystem().getPathMatcher("glob:" + dataset + "/" + pattern);
      Optional<Path> found =
          children(dataset).stream()
              .flatMap(each -> Stream.concat(Stream.of(each), children(each).stream()))
              .filter(matcher::matches)
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private List<Path> unfinished() {
    return children(folder.resolve("data/artifacts/datasets")).stream()
        .filter(dataset -> !ready.contains(dataset))
        .toList();
  }

  private static List<Path> children(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    } catch (IOException e) {
      return List.of(); // a file, or a directory that the service has just deleted
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return -1;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ConditionFactory awaiting(String state) {
    return await(state).pollInterval(Duration.ofMillis(1)).atMost(TIMEOUT);
  }

  private static Path awaitFound(String state, Callable<Optional<Path>> search) {
    return awaiting(state).until(search, Optional::isPresent).orElseThrow();
  }

  private long rows(String table) throws SQLException {
    try (Connection database =
            DriverManager.getConnection(
                "jdbc:h2:file:" + folder.resolve("data/residual"), "sa", password());
        ResultSet count =
            database.createStatement().executeQuery("select count(*) from " + table)) {
      count.next();
      return count.getLong(1);
    }
  }

  private String password() {
    try {
      return Files.readString(folder.resolve("data/residual.password")).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the archive of photos that take seconds to decode. */
  private byte[] archive() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 2 * IMAGES_PER_CLASS; i++) {
      files.put("%s/%d.png".formatted(i % 2 == 0 ? "cat" : "dog", i), photo(new Random(i)));
    }
    return Files.readAllBytes(TestArchives.zip(folder, files));
  }

  private static byte[] photo(Random random) throws IOException {
    BufferedImage photo = new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = photo.createGraphics();
    for (int shape = 0; shape < 40; shape++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fillOval(random.nextInt(800), random.nextInt(600), 200, 200);
    }
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(photo, "png", file);
    return file.toByteArray();
  }
}
