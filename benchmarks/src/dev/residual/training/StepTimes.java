package dev.residual.training;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the times of steps in milliseconds, without those of the warm-up, and the peak memory of
 * the process.
 */
final class StepTimes {

  private final int warmup;
  private final int steps;
  private final List<Double> milliseconds = new ArrayList<>();
  private long last = System.nanoTime();

  StepTimes(int warmup, int steps) {
    this.warmup = warmup;
    this.steps = steps;
  }

  void stepped() {
    long now = System.nanoTime();
    milliseconds.add((now - last) / 1e6);
    last = now;
  }

  boolean areComplete() {
    return milliseconds.size() >= warmup + steps;
  }

  /** Prints the times and the peak memory as one line of JSON. */
  void print() throws IOException {
    System.out.printf(
        "{\"steps\": %s, \"peakMb\": %.0f, \"version\": \"JDK %s, DJL %s, libtorch %s\"}%n",
        milliseconds.subList(warmup, warmup + steps),
        peakMegabytes(),
        Runtime.version(),
        Engine.getDjlVersion(),
        Engine.getInstance().getVersion());
  }

  private static double peakMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }
}
