package dev.residual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * The jar with its libraries beside it, and an archive of the classes that a start loads. A start
 * then takes about half of the processor time.
 */
final class UnpackedJar {

  static final Path JAR = unpack();
  static final Path CLASSES = archiveClasses();

  private UnpackedJar() {}

  private static Path unpack() {
    Path folder = ServiceProcess.PACKAGED.resolveSibling("unpacked");
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        ServiceProcess.PACKAGED.getParent(),
        "-Djarmode=tools",
        "-jar",
        ServiceProcess.PACKAGED.toString(),
        "extract",
        "--destination",
        folder.toString());
    return folder.resolve(ServiceProcess.PACKAGED.getFileName());
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
    List<String> command = new ArrayList<>(List.of(ServiceProcess.JAVA));
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
