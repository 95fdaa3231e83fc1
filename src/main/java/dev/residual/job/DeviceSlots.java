package dev.residual.job;

import dev.residual.torch.ComputeDevice;
import dev.residual.training.Trainer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Which device is busy with which job; one job a device at a time. */
@Component
class DeviceSlots {

  private final List<ComputeDevice> devices;
  private final Map<String, UUID> busy = new ConcurrentHashMap<>();

  DeviceSlots(Trainer trainer) {
    devices = trainer.devices();
  }

  int count() {
    return devices.size();
  }

  List<ComputeDevice> devices() {
    return devices;
  }

  /**
   * Takes a device for a job.
   *
   * @param wanted a device's name, or {@code auto} for any
   * @return a device that is the job's until it is freed; none if what it wants is busy
   */
  Optional<ComputeDevice> take(String wanted, UUID job) {
    return devices.stream()
        .filter(device -> wanted.equals(JobRequest.ANY_DEVICE) || wanted.equals(device.name()))
        .filter(device -> busy.putIfAbsent(device.name(), job) == null)
        .findFirst();
  }

  void free(ComputeDevice device) {
    busy.remove(device.name());
  }

  Optional<UUID> jobOn(ComputeDevice device) {
    return Optional.ofNullable(busy.get(device.name()));
  }
}
