package dev.residual.torch;

import ai.djl.Device;
import java.util.List;

/**
 * What a network can be computed on.
 *
 * @param name {@code cpu}, {@code gpu0}, {@code gpu1}, ...
 * @param memoryBytes its whole memory
 * @param precisions in which it can train
 */
public record ComputeDevice(String name, Kind kind, long memoryBytes, List<String> precisions) {

  /** The kinds of device. */
  public enum Kind {
    /** All cores of the processor together. */
    CPU,
    /** One CUDA device. */
    GPU
  }

  static ComputeDevice cpu(long memoryBytes) {
    return new ComputeDevice("cpu", Kind.CPU, memoryBytes, List.of("fp32"));
  }

  static ComputeDevice gpu(int index, long memoryBytes) {
    return new ComputeDevice("gpu" + index, Kind.GPU, memoryBytes, List.of("fp32"));
  }

  /** The same device in DJL's words. */
  public Device inDjl() {
    return kind == Kind.CPU ? Device.cpu() : Device.gpu(Integer.parseInt(name.substring(3)));
  }
}
