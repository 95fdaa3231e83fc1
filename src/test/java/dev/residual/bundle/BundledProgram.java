package dev.residual.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** The program {@code Predict.java} of a bundle, compiled as it is. */
final class BundledProgram implements AutoCloseable {

  private static final Path RUNTIME = runtime();

  private final Path folder;
  private final URLClassLoader classes;
  private final AutoCloseable program;

  private BundledProgram(Path folder, URLClassLoader classes, AutoCloseable program) {
    this.folder = folder;
    this.classes = classes;
    this.program = program;
  }

  static BundledProgram open(Path folder) throws Exception {
    Path target = Files.createDirectories(folder.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-Xlint:all,-processing",
                "-Werror",
                "-cp",
                RUNTIME.toString(),
                "-d",
                target.toString(),
                folder.resolve("Predict.java").toString());
    assertThat(result).isZero();
    URLClassLoader classes =
        new URLClassLoader(
            new URL[] {target.toUri().toURL()}, BundledProgram.class.getClassLoader());
    Constructor<?> constructor = classes.loadClass("Predict").getConstructor(Path.class);
    return new BundledProgram(folder, classes, (AutoCloseable) constructor.newInstance(folder));
  }

  double[] predict(byte[] file) throws Exception {
    return (double[])
        program.getClass().getMethod("predict", byte[].class).invoke(program, (Object) file);
  }

  /** Returns whether the answers are those that the bundle expects. */
  boolean check() throws Exception {
    Method check = program.getClass().getDeclaredMethod("check", Path.class);
    check.setAccessible(true);
    return (boolean) check.invoke(program, folder.resolve("samples"));
  }

  /** Runs the program as the card says, and returns what it prints. */
  static String run(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                RUNTIME.toString(),
                "Predict.java"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    // From Java 24 on, Java itself warns of native libraries.
    return Files.readString(output, UTF_8).replaceAll("(?m)^WARNING: .*\\R+", "");
  }

  private static Path runtime() {
    try {
      return Path.of(
          OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws Exception {
    program.close();
    classes.close();
  }
}
