package dev.residual.torch;

import ai.djl.Device;
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

  private final List<ComputeDevice> devices;

  Devices(Gpus gpus, Accelerations accelerations) {
    devices =
        gpus.count() == 0
            ? List.of(cpu(accelerations))
            : IntStream.range(0, gpus.count())
                .mapToObj(index -> gpu(index, gpus, accelerations))
                .toList();
  }

  private static ComputeDevice cpu(Accelerations accelerations) {
    return ComputeDevice.cpu(
        physicalMemory(),
        accelerations.of(ComputeDevice.Kind.CPU, Device.cpu(), CpuFlags.haveBf16()));
  }

  private static ComputeDevice gpu(int index, Gpus gpus, Accelerations accelerations) {
    return ComputeDevice.gpu(
        index,
        gpus.memoryBytes(index),
        accelerations.of(ComputeDevice.Kind.GPU, Device.gpu(index), gpus.haveBf16(index)));
  }

  /** Those that train, one job each at a time. With no GPU that is the processor. */
  public List<ComputeDevice> forTraining() {
    return devices;
  }

  /** The one that serves: the first GPU, or else the processor. */
  public ComputeDevice forServing() {
    return devices.get(0);
  }

  private static long physicalMemory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }
}
