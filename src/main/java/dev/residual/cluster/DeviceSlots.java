package dev.residual.cluster;

import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Assigns the devices of this node to jobs and evaluations, one per device at a time. */
@Component
public class DeviceSlots {

  /** The device name by which a job requests any device. */
  public static final String ANY = "auto";

  private final List<ComputeDevice> devices;
  private final Map<String, UUID> busy = new ConcurrentHashMap<>();

  public DeviceSlots(Devices devices) {
    this.devices = devices.forTraining();
  }

  /** Returns the number of devices. */
  public int count() {
    return devices.size();
  }

  /** Returns the devices that this node trains on, busy or not. */
  public List<ComputeDevice> devices() {
    return devices;
  }

  /**
   * Acquires a device for a job.
   *
   * @param requested a device's name, or {@code auto} for any
   * @param job the job or evaluation that uses the device until {@link #release} is called
   * @return the device, or empty if no such device is free
   */
  public Optional<ComputeDevice> acquire(String requested, UUID job) {
    for (ComputeDevice device : devices) {
      // The result is created first, because nothing may fail after the device is marked as busy.
      Optional<ComputeDevice> acquired = Optional.of(device);
      if ((requested.equals(ANY) || requested.equals(device.name()))
          && busy.putIfAbsent(device.name(), job) == null) {
        return acquired;
      }
    }
    return Optional.empty();
  }

  /** Makes a device available to other jobs. */
  public void release(ComputeDevice device) {
    busy.remove(device.name());
  }

  /** Returns the job that uses a device, or empty if the device is free. */
  public Optional<UUID> jobOn(ComputeDevice device) {
    return Optional.ofNullable(busy.get(device.name()));
  }
}
