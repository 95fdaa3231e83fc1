package dev.residual.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A device that can compute networks.
 *
 * @param name {@code cpu}, {@code gpu0}, {@code gpu1}, ...
 * @param memoryBytes total memory of the device, or its share of the main memory
 * @param threads number of threads that compute on it, or 0 for one per core of the processor
 * @param accelerations for each acceleration {@code on}, or the reason why it is not used, or
 *     {@code on} and for which network it was not used
 */
public record ComputeDevice(
    String name,
    Kind kind,
    long memoryBytes,
    int threads,
    Map<Acceleration, String> accelerations) {

  /** Creates a device, whose accelerations may get exceptions while it is in use. */
  public ComputeDevice {
    accelerations = new ConcurrentHashMap<>(accelerations);
  }

  static final String ON = "on";
  private static final String ON_ELSEWHERE = "on, but not for a network: ";
  static final String CPU = "cpu";

  /** The kinds of device. */
  public enum Kind {
    /** All cores of the processor or a part of them. */
    CPU,
    /** One CUDA device. */
    GPU
  }

  static ComputeDevice cpu(long memoryBytes, Map<Acceleration, String> accelerations) {
    return new ComputeDevice(CPU, Kind.CPU, memoryBytes, 0, accelerations);
  }

  /** Returns one of several equal parts of this processor. */
  ComputeDevice part(int index, int parts) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new ComputeDevice(
        CPU + index, kind, memoryBytes / parts, Math.max(1, cores / parts), accelerations);
  }

  static ComputeDevice gpu(int index, long memoryBytes, Map<Acceleration, String> accelerations) {
    return new ComputeDevice("gpu" + index, Kind.GPU, memoryBytes, 0, accelerations);
  }

  /** Returns whether this device uses an acceleration. */
  public boolean has(Acceleration acceleration) {
    String state = accelerations.getOrDefault(acceleration, "");
    return state.equals(ON) || state.startsWith(ON_ELSEWHERE);
  }

  /** Returns {@code on} if this device uses an acceleration, or the reason why it does not. */
  String state(Acceleration acceleration) {
    return has(acceleration) ? ON : accelerations.getOrDefault(acceleration, "");
  }

  /**
   * Notes that one computation does without an acceleration that this device uses elsewhere. Only
   * the latest such note is kept.
   */
  void noteException(Acceleration acceleration, String reason) {
    accelerations.put(acceleration, ON_ELSEWHERE + reason);
  }

  /** Returns the precisions in which this device can compute, from the most to the least exact. */
  public List<Precision> precisions() {
    return has(Acceleration.BF16)
        ? List.of(Precision.FP32, Precision.BF16)
        : List.of(Precision.FP32);
  }

  /**
   * Limits the computations of this thread to the number of threads of this device. Each thread
   * must call this, because a new thread takes the number that was set last by any thread.
   */
  public void setThreadCount() {
    setThreadCount(threads);
  }

  /**
   * Limits the computations of this thread to a number of threads.
   *
   * @param count number of threads, or 0 for libtorch's default, but at most one for each processor
   *     that the JVM may use
   */
  public static void setThreadCount(int count) {
    int defaultCount = Default.THREADS; // read before any number is set
    JniUtils.setNumThreads(count > 0 ? count : defaultCount);
  }

  /** Returns the number of threads that compute what this thread asks for. */
  public static int threadCount() {
    return JniUtils.getNumThreads();
  }

  /** Returns what the processor or the GPU calls itself. */
  public String hardware() {
    return kind == Kind.CPU
        ? CpuFlags.model()
        : "CUDA device of compute capability "
            + CudaUtils.getComputeCapability(inDjl().getDeviceId());
  }

  /** Returns the versions of the libraries that compute on this device, by name. */
  public Map<String, String> libraryVersions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("djl", Engine.getDjlVersion());
    versions.put("pytorch", Engine.getInstance().getVersion());
    if (kind == Kind.GPU) {
      versions.put("cuda", CudaUtils.getCudaVersionString());
    }
    OneDnnCheck.version().ifPresent(version -> versions.put("onednn", version));
    return versions;
  }

  /**
   * Holds the default number of threads. libtorch counts the processors of the machine. In a
   * container with a CPU quota the JVM counts fewer, and threads beyond these only wait.
   */
  private static final class Default {
    static final int THREADS =
        Math.min(JniUtils.getNumThreads(), Runtime.getRuntime().availableProcessors());
  }

  /** Returns the DJL device. */
  public Device inDjl() {
    return kind == Kind.CPU ? Device.cpu() : Device.gpu(Integer.parseInt(name.substring(3)));
  }
}
