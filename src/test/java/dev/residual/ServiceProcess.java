package dev.residual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;

/** Runs the packaged service as a process, in a folder without the sources. */
final class ServiceProcess extends ServiceClient implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("Residual is ready: (?:POST|a worker,) (http\\S+?)/(?:jobs|actuator)");

  private static final String PORT = "--server.port=";

  /** The unit of the shell's file size limit, in bytes. */
  private static final int BLOCK = 512;

  /** The jar as it is packaged, with its libraries in it. */
  static final Path PACKAGED = Path.of(System.getProperty("residual.jar"));

  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, String url, Path log) {
    super(url);
    this.process = process;
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
    command.add("-XX:SharedArchiveFile=" + UnpackedJar.CLASSES);
    return launch(folder, log, command, UnpackedJar.JAR, arguments);
  }

  private static Process launch(
      Path folder, Path log, List<String> command, Path jar, String... arguments)
      throws IOException {
    // A short-lived service would spend a third of its start-up in the optimizing compiler, and
    // some of it in garbage collections.
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

  private static String ready(Path log) throws IOException {
    Matcher matcher = READY.matcher(Files.readString(log));
    return matcher.find() ? matcher.group(1) : "";
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
