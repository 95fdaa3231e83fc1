package dev.residual.torch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** The devices of this machine: every GPU that the engine sees, or else the processor. */
@Component
public class Devices {

  static {
    // DJL reports its use to its makers unless told not to.
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final ComputeDevice cpu;
  private final List<ComputeDevice> gpus;

  Devices(Gpus gpus) {
    cpu = ComputeDevice.cpu(physicalMemory());
    this.gpus =
        IntStream.range(0, gpus.count())
            .mapToObj(index -> ComputeDevice.gpu(index, gpus.memoryBytes(index)))
            .toList();
  }

  /** Those that train, one job each at a time. With no GPU that is the processor. */
  public List<ComputeDevice> forTraining() {
    return gpus.isEmpty() ? List.of(cpu) : gpus;
  }

  /** The one that serves: the first GPU, or else the processor. */
  public ComputeDevice forServing() {
    return forTraining().get(0);
  }

  /**
   * The one that bears a name.
   *
   * @throws UnknownDeviceException if no device for training bears the name
   */
  public ComputeDevice named(String name) {
    return forTraining().stream()
        .filter(device -> device.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownDeviceException(
                    name, forTraining().stream().map(ComputeDevice::name).toList()));
  }

  private static long physicalMemory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }
}
