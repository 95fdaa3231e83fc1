package dev.residual;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Runs commands of the operating system, which some machines do not have or do not allow. */
final class SystemCommand {

  private SystemCommand() {}

  /** Runs a command, and skips the test if that is not possible here. */
  static void runOrSkip(String... command) throws InterruptedException {
    String failure = failure(command);
    assumeTrue(failure.isEmpty(), () -> String.join(" ", command) + " failed: " + failure);
  }

  /** Runs a command that has to succeed. */
  static void run(String... command) throws InterruptedException {
    String failure = failure(command);
    if (!failure.isEmpty()) {
      throw new IllegalStateException(String.join(" ", command) + " failed: " + failure);
    }
  }

  private static String failure(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = process.waitFor();
      return code == 0 ? "" : "exit code " + code + ", " + output;
    } catch (IOException e) {
      return e.toString();
    }
  }
}
