package dev.residual.cluster;

import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The devices of this node and the jobs that use them, one job per device at a time. */
@Component
public class DeviceSlots {

  /** Asks for any device. */
  public static final String ANY = "auto";

  private final List<ComputeDevice> devices;
  private final Map<String, UUID> busy = new ConcurrentHashMap<>();

  public DeviceSlots(Devices devices) {
    this.devices = devices.forTraining();
  }

  public int count() {
    return devices.size();
  }

  public List<ComputeDevice> devices() {
    return devices;
  }

  /**
   * Acquires a device for a job.
   *
   * @param requested a device's name, or {@code auto} for any
   * @return a device that the job uses until it is released; empty if what it asks for is busy
   */
  public Optional<ComputeDevice> acquire(String requested, UUID job) {
    return devices.stream()
        .filter(device -> requested.equals(ANY) || requested.equals(device.name()))
        .filter(device -> busy.putIfAbsent(device.name(), job) == null)
        .findFirst();
  }

  public void release(ComputeDevice device) {
    busy.remove(device.name());
  }

  public Optional<UUID> jobOn(ComputeDevice device) {
    return Optional.ofNullable(busy.get(device.name()));
  }
}
