package dev.residual.torch;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;

/**
 * What a network can be computed on.
 *
 * @param name {@code cpu}, {@code gpu0}, {@code gpu1}, ...
 * @param memoryBytes its whole memory, or its share of the processor's
 * @param threads that compute on it; 0 for as many as the processor has cores
 * @param accelerations which faster ways it has: {@code on}, or why not
 */
public record ComputeDevice(
    String name,
    Kind kind,
    long memoryBytes,
    int threads,
    Map<Acceleration, String> accelerations) {

  static final String ON = "on";
  static final String CPU = "cpu";

  /** The kinds of device. */
  public enum Kind {
    /** The cores of the processor, all together or a part of them. */
    CPU,
    /** One CUDA device. */
    GPU
  }

  static ComputeDevice cpu(long memoryBytes, Map<Acceleration, String> accelerations) {
    return new ComputeDevice(CPU, Kind.CPU, memoryBytes, 0, accelerations);
  }

  /** One of several equal parts of the processor, which is this one. */
  ComputeDevice part(int index, int parts) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new ComputeDevice(
        CPU + index, kind, memoryBytes / parts, Math.max(1, cores / parts), accelerations);
  }

  static ComputeDevice gpu(int index, long memoryBytes, Map<Acceleration, String> accelerations) {
    return new ComputeDevice("gpu" + index, Kind.GPU, memoryBytes, 0, accelerations);
  }

  public boolean has(Acceleration acceleration) {
    return ON.equals(accelerations.get(acceleration));
  }

  /** Those in which it can compute, the most exact first. */
  public List<Precision> precisions() {
    return has(Acceleration.BF16)
        ? List.of(Precision.FP32, Precision.BF16)
        : List.of(Precision.FP32);
  }

  /**
   * Makes what this thread computes from now on stay within the device's threads. It has to be said
   * on each thread, for a new one takes the number that any other was told last.
   */
  public void setThreadCount() {
    setThreadCount(threads);
  }

  /**
   * The same with a number of threads of the caller's choice.
   *
   * @param count 0 for as many as libtorch takes by itself
   */
  public static void setThreadCount(int count) {
    int usual = Usual.THREADS; // asked before the first one is told
    JniUtils.setNumThreads(count > 0 ? count : usual);
  }

  /** What libtorch takes before anybody has told it anything. */
  private static final class Usual {
    static final int THREADS = JniUtils.getNumThreads();
  }

  /** The same device in DJL's words. */
  public Device inDjl() {
    return kind == Kind.CPU ? Device.cpu() : Device.gpu(Integer.parseInt(name.substring(3)));
  }
}
