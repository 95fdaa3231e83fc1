package dev.residual;

import static dev.residual.ServiceClient.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes from a running service the right to start threads, and gives it back. That needs Linux;
 * elsewhere the test is skipped. Runs with {@code -Pchaos} only.
 */
class ThreadLimitChaosTest {

  /** More than the threads that the web server has at first. */
  private static final int CROWD = 30;

  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private static final String OTHER_USER = "65534";

  private static final byte[] IMAGE = new byte[784];

  @TempDir private Path folder;

  @Test
  void serviceAnswersWithoutNewThreadsAndRecovers() throws Exception {
    try (ServiceProcess service = start()) {
      String predict = "/predict?model=" + service.trainModel();
      assertThat(service.postResponse(predict, IMAGE).statusCode()).isEqualTo(200);
      awaiting("the threads that computed have ended").until(() -> !hasServingThread(service));
      String limit = limit(service);

      setLimit(service, "1");
      assertThat(service.postResponse(predict, IMAGE).statusCode()).isEqualTo(503);
      answersCrowd(service, predict);
      assertThat(service.response("/actuator/health/liveness").statusCode()).isEqualTo(200);

      setLimit(service, limit);
      awaiting("predictions are answered")
          .until(() -> service.postResponse(predict, IMAGE).statusCode() == 200);
      answersCrowd(service, predict);
    }
  }

  /** Sends many predictions at once, each of which keeps a thread until the last has begun. */
  private static void answersCrowd(ServiceProcess service, String predict) throws IOException {
    List<RawConnection> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CROWD; i++) {
        RawConnection client =
            RawConnection.post(service.port(), predict, "application/octet-stream", IMAGE.length);
        crowd.add(client);
        client.send(Arrays.copyOf(IMAGE, 1));
      }
      assertThat(service.postResponse(predict, IMAGE).statusCode()).isIn(200, 503);
      for (RawConnection client : crowd) {
        client.send(Arrays.copyOf(IMAGE, IMAGE.length - 1));
      }
      for (RawConnection client : crowd) {
        assertThat(client.readToEnd()).matches("(?s)HTTP/1.1 (200|503) .*");
      }
    } finally {
      for (RawConnection client : crowd) {
        client.close();
      }
    }
  }

  /** Starts the service as a user for whom the limit holds, to whom the folder then belongs. */
  private ServiceProcess start() throws Exception {
    SystemCommand.runOrSkip(asUser("prlimit", "--version"));
    if (IS_ROOT) {
      SystemCommand.run("chown", OTHER_USER, folder.toString());
    }
    String libraries = "DJL_CACHE_DIR=" + folder.resolve("libtorch");
    return ServiceProcess.start(folder, List.of(asUser("env", libraries)));
  }

  private static void setLimit(ServiceProcess service, String threads) throws Exception {
    String process = String.valueOf(service.pid());
    SystemCommand.run(asUser("prlimit", "--pid", process, "--nproc=" + threads + ":"));
  }

  /**
   * Returns a command as it is run by the service's user. No limit holds for root, who becomes
   * another user, but one who may read the jar wherever it is.
   */
  private static String[] asUser(String... command) {
    List<String> all = new ArrayList<>();
    if (IS_ROOT) {
      all.addAll(List.of("setpriv", "--reuid=" + OTHER_USER, "--regid=" + OTHER_USER));
      all.addAll(List.of("--clear-groups", "--inh-caps=+dac_override"));
      all.add("--ambient-caps=+dac_override");
    }
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  /** Returns the maximum number of threads. */
  private static String limit(ServiceProcess service) throws IOException {
    return Files.readAllLines(process(service).resolve("limits")).stream()
        .filter(line -> line.startsWith("Max processes"))
        .map(line -> line.split("\\s+")[2])
        .findAny()
        .orElseThrow();
  }

  private static boolean hasServingThread(ServiceProcess service) throws IOException {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(process(service).resolve("task"))) {
      for (Path thread : threads) {
        if (name(thread).equals("serving")) {
          return true;
        }
      }
      return false;
    }
  }

  private static String name(Path thread) throws IOException {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (NoSuchFileException e) {
      return ""; // it has just ended
    }
  }

  private static Path process(ServiceProcess service) {
    return Path.of("/proc", String.valueOf(service.pid()));
  }
}
