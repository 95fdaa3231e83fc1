package dev.residual.torch;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The devices of this machine: those that {@code residual.devices} names, or every GPU that the
 * engine sees, or else the processor.
 */
@Component
public class Devices {

  static {
    // DJL reports its use to its makers unless told not to.
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final List<ComputeDevice> forTraining;
  private final ComputeDevice forServing;

  /**
   * @throws IllegalStateException if {@code residual.devices} names one that is not there
   */
  Devices(Gpus gpus, AccelerationProbe accelerations, DeviceSettings settings) {
    List<ComputeDevice> found =
        IntStream.range(0, gpus.count())
            .mapToObj(index -> gpu(index, gpus, accelerations))
            .toList();
    boolean needsCpu = found.isEmpty() || settings.devices().contains(ComputeDevice.CPU);
    Optional<ComputeDevice> cpu = needsCpu ? Optional.of(cpu(accelerations)) : Optional.empty();
    List<ComputeDevice> all = Stream.concat(found.stream(), cpu.stream()).toList();
    forServing = all.get(0);
    if (settings.devices().isEmpty()) {
      forTraining = found.isEmpty() ? all : found;
    } else {
      forTraining = named(settings.devices(), all);
    }
  }

  private static List<ComputeDevice> named(List<String> names, List<ComputeDevice> all) {
    int parts = Collections.frequency(names, ComputeDevice.CPU);
    List<ComputeDevice> chosen = new ArrayList<>();
    int part = 0;
    for (String name : names) {
      ComputeDevice device =
          all.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name, all));
      boolean divided = name.equals(ComputeDevice.CPU) && parts > 1;
      chosen.add(divided ? device.part(part++, parts) : device);
    }
    return List.copyOf(chosen);
  }

  private static IllegalStateException unknown(String name, List<ComputeDevice> all) {
    return new IllegalStateException(
        "residual.devices names %s, which is not there; there are cpu and %s"
            .formatted(name, all.stream().map(ComputeDevice::name).toList()));
  }

  private static ComputeDevice cpu(AccelerationProbe accelerations) {
    return ComputeDevice.cpu(
        physicalMemory(),
        accelerations.of(ComputeDevice.Kind.CPU, Device.cpu(), CpuFlags.haveBf16()));
  }

  private static ComputeDevice gpu(int index, Gpus gpus, AccelerationProbe accelerations) {
    return ComputeDevice.gpu(
        index,
        gpus.memoryBytes(index),
        accelerations.of(ComputeDevice.Kind.GPU, Device.gpu(index), gpus.haveBf16(index)));
  }

  /** Those that train, one job each at a time. */
  public List<ComputeDevice> forTraining() {
    return forTraining;
  }

  /** The one that serves: the first GPU, or else the processor. */
  public ComputeDevice forServing() {
    return forServing;
  }

  private static long physicalMemory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }
}
