package dev.residual.torch;

import ai.djl.Device;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The devices of this machine that are used: those that {@code residual.devices} names, or by
 * default all GPUs that the engine finds, or else the processor.
 */
@Component
public class Devices {

  static {
    // This disables DJL's usage reports.
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final List<ComputeDevice> forTraining;
  private final ComputeDevice forServing;

  /**
   * Finds the devices and probes their accelerations.
   *
   * @throws IllegalStateException if {@code residual.devices} names a device that does not exist
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
      if (chosen.contains(device) && !name.equals(ComputeDevice.CPU)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "residual.devices names %s twice, but a GPU trains one job at a time; only cpu may"
                    + " be named several times",
                name));
      }
      boolean divided = name.equals(ComputeDevice.CPU) && parts > 1;
      chosen.add(divided ? device.part(part++, parts) : device);
    }
    return List.copyOf(chosen);
  }

  private static IllegalStateException unknown(String name, List<ComputeDevice> all) {
    return new IllegalStateException(
        String.format(
            Locale.ROOT,
            "residual.devices names %s, which does not exist; available are cpu and %s",
            name,
            all.stream().map(ComputeDevice::name).toList()));
  }

  private static ComputeDevice cpu(AccelerationProbe accelerations) {
    return ComputeDevice.cpu(
        physicalMemory(),
        accelerations.probe(ComputeDevice.Kind.CPU, Device.cpu(), CpuFlags.haveBf16()));
  }

  private static ComputeDevice gpu(int index, Gpus gpus, AccelerationProbe accelerations) {
    return ComputeDevice.gpu(
        index,
        gpus.memoryBytes(index),
        accelerations.probe(ComputeDevice.Kind.GPU, Device.gpu(index), gpus.haveBf16(index)));
  }

  /** Returns the devices that train one job each at a time. */
  public List<ComputeDevice> forTraining() {
    return forTraining;
  }

  /** Returns the device that serves predictions, which is the first GPU or else the processor. */
  public ComputeDevice forServing() {
    return forServing;
  }

  private static long physicalMemory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }
}
