package dev.residual.job;

import dev.residual.torch.ComputeDevice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Devices", description = "What trains")
class DeviceController {

  /**
   * A device.
   *
   * @param memoryBytes its whole memory
   * @param busyWith the job that it trains
   */
  record DeviceView(
      String name,
      ComputeDevice.Kind kind,
      long memoryBytes,
      List<String> precisions,
      @Nullable UUID busyWith) {}

  /** Devices under a name, so that the answer may grow. */
  record DeviceViews(List<DeviceView> items) {}

  private final DeviceSlots slots;

  DeviceController(DeviceSlots slots) {
    this.slots = slots;
  }

  @GetMapping("/devices")
  @Operation(summary = "The devices that train, and which job each is busy with")
  DeviceViews devices() {
    return new DeviceViews(slots.devices().stream().map(this::view).toList());
  }

  private DeviceView view(ComputeDevice device) {
    return new DeviceView(
        device.name(),
        device.kind(),
        device.memoryBytes(),
        device.precisions(),
        slots.jobOn(device).orElse(null));
  }
}
