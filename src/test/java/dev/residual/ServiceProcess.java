package dev.residual;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs the packaged service as a process, in a folder without the sources. */
final class ServiceProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("Residual is ready: (?:POST|a worker,) (http\\S+?)/(?:jobs|actuator)");

  private static final String PORT = "--server.port=";

  /** The unit of the shell's file size limit, in bytes. */
  private static final int BLOCK = 512;

  private static final Path PACKAGED = Path.of(System.getProperty("residual.jar"));

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** Much longer than any answer takes. A test that waits so long has failed. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final Set<String> FINAL = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String url;
  private final Path log;

  private ServiceProcess(Process process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** Starts the jar in {@code folder} and waits until it is ready. */
  static ServiceProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), arguments);
  }

  /** Starts the jar on a port, such as that of a service that has ended. */
  static ServiceProcess startOn(int port, Path folder, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(PORT + port);
    return start(folder, all.toArray(String[]::new));
  }

  /** Starts the jar with a maximum file size, which acts like a full disk. */
  static ServiceProcess startWithRoomFor(Path folder, DataSize largestFile, String... arguments)
      throws IOException {
    String limit = "ulimit -f %d && exec \"$@\"".formatted(largestFile.toBytes() / BLOCK);
    return start(folder, List.of("sh", "-c", limit, "sh"), arguments);
  }

  /** Starts the jar as it is packaged, with all cores. */
  static ServiceProcess startPackaged(Path folder, String... arguments) throws IOException {
    Path log = newLog(folder);
    List<String> command = new ArrayList<>(List.of(JAVA));
    return awaitStart(launch(folder, log, command, PACKAGED, arguments), log);
  }

  /** Starts the jar by a launcher: a command that becomes the one that follows it. */
  static ServiceProcess start(Path folder, List<String> launcher, String... arguments)
      throws IOException {
    Path log = newLog(folder);
    return awaitStart(launch(folder, log, launcher, arguments), log);
  }

  private static ServiceProcess awaitStart(Process process, Path log) throws IOException {
    try {
      String url =
          awaiting("the service's log shows its address: " + log)
              .failFast("the service ended", () -> !process.isAlive())
              .until(() -> ready(log), found -> !found.isEmpty());
      return new ServiceProcess(process, url, log);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw new IllegalStateException(Files.readString(log), e);
    }
  }

  /** Starts the jar and kills it after a while, even if it is still starting. */
  static void startAndKill(Path folder, Duration uptime, String... arguments)
      throws IOException, InterruptedException {
    Path log = newLog(folder);
    new ServiceProcess(launch(folder, log, List.of(), arguments), "", log).killAfter(uptime);
  }

  /** Kills the service after a while. */
  void killAfter(Duration uptime) throws IOException, InterruptedException {
    if (process.waitFor(uptime.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("The service ended by itself: " + log());
    }
    kill();
  }

  private static Path newLog(Path folder) {
    return folder.resolve("service-" + UUID.randomUUID() + ".log");
  }

  private static Process launch(Path folder, Path log, List<String> launcher, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(JAVA);
    // Services share this machine. Two trainings with a thread per core would spend most of their
    // time waiting for each other.
    command.add("-XX:ActiveProcessorCount=1");
    command.add("-XX:SharedArchiveFile=" + Unpacked.CLASSES);
    return launch(folder, log, command, Unpacked.JAR, arguments);
  }

  private static Process launch(
      Path folder, Path log, List<String> command, Path jar, String... arguments)
      throws IOException {
    // A short-lived service would spend a third of its start-up in the optimizing compiler, and
    // some
    // of it in garbage collections.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmn400m"));
    command.addAll(List.of("-jar", jar.toString()));
    command.add("--residual.dataset.download=false");
    command.add("--residual.queue.progress-interval=200ms"); // a job that is cancelled ends soon
    command.addAll(List.of(arguments));
    if (Stream.of(arguments).noneMatch(argument -> argument.startsWith(PORT))) {
      command.add(PORT + 0);
    }
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /**
   * The jar with its libraries beside it, and an archive of the classes that a start loads. A start
   * then takes about half of the processor time.
   */
  private static final class Unpacked {

    static final Path JAR = unpack();
    static final Path CLASSES = archiveClasses();

    private static Path unpack() {
      Path folder = PACKAGED.resolveSibling("unpacked");
      try {
        FileSystemUtils.deleteRecursively(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      run(
          PACKAGED.getParent(),
          "-Djarmode=tools",
          "-jar",
          PACKAGED.toString(),
          "extract",
          "--destination",
          folder.toString());
      return folder.resolve(PACKAGED.getFileName());
    }

    private static Path archiveClasses() {
      Path archive = JAR.resolveSibling("classes.jsa");
      run(
          JAR.getParent(),
          "-XX:ArchiveClassesAtExit=" + archive,
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Dspring.context.exit=onRefresh",
          "-jar",
          JAR.toString(),
          "--residual.dataset.download=false");
      return archive;
    }

    private static void run(Path directory, String... arguments) {
      List<String> command = new ArrayList<>(List.of(JAVA));
      command.addAll(List.of(arguments));
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
          throw new IllegalStateException("It failed: " + String.join(" ", command));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String ready(Path log) throws IOException {
    Matcher matcher = READY.matcher(Files.readString(log));
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Waits for a state, with a poll interval of 200 ms. */
  static ConditionFactory awaiting(String state) {
    return await(state).pollInterval(Duration.ofMillis(200));
  }

  JsonNode get(String path) {
    return JSON.readTree(response(path).body());
  }

  /** Sends a GET request and returns the response, with any status. */
  HttpResponse<String> response(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  byte[] bytes(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url + path)).build(),
              HttpResponse.BodyHandlers.ofByteArray())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode post(String path, String json) {
    return JSON.readTree(postResponse(path, json).body());
  }

  JsonNode post(String path, byte[] bytes) {
    return JSON.readTree(postResponse(path, bytes).body());
  }

  /** Sends a POST request and returns the response, with any status. */
  HttpResponse<String> postResponse(String path, String json) {
    return postResponse(path, "application/json", json.getBytes(UTF_8));
  }

  /** Sends a POST request and returns the response, with any status. */
  HttpResponse<String> postResponse(String path, byte[] bytes) {
    return postResponse(path, "application/octet-stream", bytes);
  }

  void put(String path, String json) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.body());
    }
  }

  private HttpResponse<String> postResponse(String path, String type, byte[] body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Submits a job and returns its id. */
  String submit(String job) {
    return create("/jobs", job);
  }

  /** Creates something and returns its id. */
  String create(String path, String json) {
    JsonNode answer = post(path, json);
    if (!answer.has("id")) {
      throw new IllegalStateException(path + " was refused: " + answer);
    }
    return answer.path("id").asString();
  }

  /** Trains a model in a few seconds, and returns its id. */
  String trainModel() {
    return awaitStatus(submit(SampleJobs.SHORT), "SUCCEEDED").path("modelId").asString();
  }

  JsonNode job(String id) {
    return get("/jobs/" + id);
  }

  /** Waits until a job has the status. */
  JsonNode awaitStatus(String job, String status) {
    return awaitJob(job, "is " + status, found -> found.path("status").asString().equals(status));
  }

  /** Waits until a job has completed the epoch. */
  JsonNode awaitEpochEnd(String job, int epoch) {
    return awaitJob(job, "has ended epoch " + epoch, found -> found.path("epochs").size() >= epoch);
  }

  /**
   * Waits until a job that lost its worker has trained a whole epoch on another one. That takes two
   * more epochs, since the first epoch that is reported may have ended before the loss.
   */
  JsonNode awaitMoreEpochs(String job) {
    return awaitEpochEnd(job, job(job).path("epochs").size() + 2);
  }

  /**
   * Waits until a job is in a state.
   *
   * @throws AssertionError if it ends in another state
   */
  JsonNode awaitJob(String job, String state, Predicate<JsonNode> reached) {
    return awaiting("job " + job + " " + state)
        .until(
            () -> job(job),
            found -> {
              if (reached.test(found)) {
                return true;
              }
              if (hasEnded(found)) {
                throw new AssertionError("The job ended before it " + state + ": " + found);
              }
              return false;
            });
  }

  /** Waits for a state that a job causes; fails if the job ends before. */
  ConditionFactory awaitingDuring(String job, String state) {
    return awaiting(state).failFast("the job has ended", () -> hasEnded(job(job)));
  }

  private static boolean hasEnded(JsonNode job) {
    return FINAL.contains(job.path("status").asString());
  }

  /** Stops a running job and waits for its model. */
  JsonNode stopJob(String job) {
    post("/jobs/" + job + "/stop", "");
    return awaitStatus(job, "SUCCEEDED");
  }

  /** Cancels a job unless it has ended, and waits for its end. */
  void cancelJob(String job) {
    post("/jobs/" + job + "/cancel", "");
    awaiting("job " + job + " has ended").until(() -> hasEnded(job(job)));
  }

  /** Returns the SHA-256 digest of the weights of a finished job. */
  String weights(JsonNode job) {
    return get("/models/" + job.path("modelId").asString()).path("weightsSha256").asString();
  }

  /** Returns the results of a job's epochs, without their durations. */
  static List<JsonNode> results(JsonNode job) {
    List<JsonNode> epochs = new ArrayList<>();
    for (JsonNode epoch : job.path("epochs")) {
      ((ObjectNode) epoch).remove("seconds");
      epochs.add(epoch);
    }
    return epochs;
  }

  /** Kills the process, like {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Suspends the process, like {@code kill -STOP}. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Continues a suspended process, like {@code kill -CONT}. */
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  long pid() {
    return process.pid();
  }

  String url() {
    return url;
  }

  int port() {
    return URI.create(url).getPort();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Shuts the service down, like {@code kill}, and waits for its end. */
  void stop() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
