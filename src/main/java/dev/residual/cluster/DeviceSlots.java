package dev.residual.cluster;

import dev.residual.torch.ComputeDevice;
import dev.residual.torch.Devices;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Assigns the devices of this node to jobs and evaluations, one per device at a time, and to dry
 * runs while none of those waits.
 */
@Component
public class DeviceSlots {

  /** The device name by which a job requests any device. */
  public static final String ANY = "auto";

  private record Use(UUID id, boolean isDryRun) {}

  private final List<ComputeDevice> devices;
  private final Map<String, Use> busy = new ConcurrentHashMap<>();

  /** Fair, so that of two jobs that wait the first one gets the device. */
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Condition released = lock.newCondition();
  private int waiting;

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
   * Acquires a device for a job. While only a dry run stands in the way, this waits for its end,
   * and then comes first.
   *
   * @param requested a device's name, or {@code auto} for any
   * @param job the job or evaluation that uses the device until {@link #release} is called
   * @return the device, or empty if another job or evaluation has it
   */
  public Optional<ComputeDevice> acquire(String requested, UUID job) {
    lock.lock();
    try {
      waiting++;
      Optional<ComputeDevice> device = firstFree(requested);
      while (device.isEmpty() && hasDryRun(requested)) {
        released.awaitUninterruptibly(); // not for long, since a dry run takes some seconds
        device = firstFree(requested);
      }
      device.ifPresent(acquired -> busy.put(acquired.name(), new Use(job, false)));
      return device;
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /**
   * Acquires a device for a dry run, unless a job or an evaluation waits for one.
   *
   * @param requested a device's name, or {@code auto} for any
   * @param dryRun a number for what uses the device until {@link #release} is called
   */
  public Optional<ComputeDevice> acquireForDryRun(String requested, UUID dryRun) {
    lock.lock();
    try {
      Optional<ComputeDevice> device = waiting > 0 ? Optional.empty() : firstFree(requested);
      device.ifPresent(acquired -> busy.put(acquired.name(), new Use(dryRun, true)));
      return device;
    } finally {
      lock.unlock();
    }
  }

  private Optional<ComputeDevice> firstFree(String requested) {
    return fitting(requested).filter(device -> !busy.containsKey(device.name())).findFirst();
  }

  private boolean hasDryRun(String requested) {
    return fitting(requested)
        .anyMatch(
            device -> {
              Use use = busy.get(device.name());
              return use != null && use.isDryRun();
            });
  }

  private Stream<ComputeDevice> fitting(String requested) {
    return devices.stream()
        .filter(device -> requested.equals(ANY) || requested.equals(device.name()));
  }

  /** Makes a device available to other jobs. */
  public void release(ComputeDevice device) {
    lock.lock();
    try {
      busy.remove(device.name());
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many jobs and evaluations wait for the end of a dry run. */
  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the job that uses a device, or empty if the device is free. */
  public Optional<UUID> jobOn(ComputeDevice device) {
    return Optional.ofNullable(busy.get(device.name())).map(Use::id);
  }
}
