package dev.residual.torch;

import ai.djl.Device;
import java.util.List;
import java.util.Map;

/**
 * What a network can be computed on.
 *
 * @param name {@code cpu}, {@code gpu0}, {@code gpu1}, ...
 * @param memoryBytes its whole memory
 * @param accelerations which faster ways it has: {@code on}, or why not
 */
public record ComputeDevice(
    String name, Kind kind, long memoryBytes, Map<Acceleration, String> accelerations) {

  static final String ON = "on";

  /** The kinds of device. */
  public enum Kind {
    /** All cores of the processor together. */
    CPU,
    /** One CUDA device. */
    GPU
  }

  static ComputeDevice cpu(long memoryBytes, Map<Acceleration, String> accelerations) {
    return new ComputeDevice("cpu", Kind.CPU, memoryBytes, accelerations);
  }

  static ComputeDevice gpu(int index, long memoryBytes, Map<Acceleration, String> accelerations) {
    return new ComputeDevice("gpu" + index, Kind.GPU, memoryBytes, accelerations);
  }

  public boolean has(Acceleration acceleration) {
    return ON.equals(accelerations.get(acceleration));
  }

  /** Those in which it can train, the most exact first. */
  public List<Precision> precisions() {
    return has(Acceleration.BF16)
        ? List.of(Precision.FP32, Precision.BF16)
        : List.of(Precision.FP32);
  }

  /** The same device in DJL's words. */
  public Device inDjl() {
    return kind == Kind.CPU ? Device.cpu() : Device.gpu(Integer.parseInt(name.substring(3)));
  }
}
